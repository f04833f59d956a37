import { Migration } from '@mikro-orm/migrations';

/**
 * How programs stay signed in, and how they ask to be let in. Both belong to no tenant: a refresh token is a session's, and
 * whose a request will be is not known before somebody approves it.
 */
export class ProgramSignIn extends Migration {
  override up(): void {
    this.addSql(`
      create table refresh_token (
        id text primary key,
        session_id text not null references session (id) on delete cascade,
        secret_digest text not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      );
      create index refresh_token_session on refresh_token (session_id);
    `);
    this.addSql(`
      create table device_authorization (
        id text primary key,
        device_code_digest text not null unique,
        user_code_digest text not null unique,
        client_kind text not null check (client_kind in ('CLI', 'AGENT')),
        device_name text not null,
        public_key text check ((client_kind = 'AGENT') = (public_key is not null)),
        fleet_id text,
        requested_from text not null,
        requested_at timestamptz not null,
        expires_at timestamptz not null,
        interval_seconds integer not null check (interval_seconds > 0),
        polled_at timestamptz,
        state text not null check (state in ('PENDING', 'APPROVED', 'DENIED', 'REDEEMED')),
        session_id text references session (id) on delete cascade,
        community_id text references community (id),
        device_id text references device (id)
      );
      create index device_authorization_expiry on device_authorization (expires_at);
      create index device_authorization_session on device_authorization (session_id);
    `);
  }
}
