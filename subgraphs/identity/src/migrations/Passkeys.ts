import { Migration } from '@mikro-orm/migrations';

/** Passkeys, the challenges they answer, and the codes for when they are lost. They are people's, of no tenant. */
export class Passkeys extends Migration {
  override up(): void {
    this.addSql(`
      create table passkey (
        id text primary key,
        person_id text not null references person (id) on delete cascade,
        credential_id text not null unique,
        public_key text not null,
        sign_count bigint not null check (sign_count >= 0),
        transports text[] not null,
        backed_up boolean not null,
        name text not null,
        created_at timestamptz not null,
        last_used_at timestamptz
      );
      create index passkey_person on passkey (person_id);
      create table passkey_challenge (
        challenge_digest text primary key,
        browser_digest text not null,
        purpose text not null check (purpose in ('REGISTER', 'SIGN_IN')),
        person_id text references person (id) on delete cascade,
        expires_at timestamptz not null,
        check ((purpose = 'REGISTER') = (person_id is not null))
      );
      create index passkey_challenge_expiry on passkey_challenge (expires_at);
      create table recovery_code (
        code_digest text primary key,
        person_id text not null references person (id) on delete cascade,
        created_at timestamptz not null,
        used_at timestamptz
      );
      create index recovery_code_person on recovery_code (person_id);
    `);
  }
}
