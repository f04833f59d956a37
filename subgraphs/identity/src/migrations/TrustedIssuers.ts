import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/**
 * Issuers that communities trust, and accounts there that people signed in with. An account is a person's, so it belongs
 * to no tenant, as a session does. A session remembers the issuer that vouched for it, to end when that is trusted no longer.
 */
export class TrustedIssuers extends Migration {
  override up(): void {
    this.addSql(`
      create table trusted_issuer (
        id text primary key,
        tenant_id text not null references community (id),
        issuer text not null,
        client_id text not null,
        sealed_secret text,
        display_name text not null,
        email_domains text[] not null,
        default_roles text[] not null check (not 'OWNER' = any (default_roles)),
        created_by text not null,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        unique (tenant_id, issuer)
      );
      create table linked_account (
        id text primary key,
        person_id text not null references person (id) on delete cascade,
        issuer text not null,
        subject text not null,
        linked_at timestamptz not null,
        used_at timestamptz not null,
        unique (issuer, subject)
      );
      create index linked_account_person on linked_account (person_id);
      create table spent_sign_in_state (
        digest text primary key,
        expires_at timestamptz not null
      );
      create index spent_sign_in_state_expiry on spent_sign_in_state (expires_at);
      alter table session add column trusted_issuer_id text;
      create index session_trusted_issuer on session (trusted_issuer_id) where trusted_issuer_id is not null;
    `);
    this.addSql(tenantTable('trusted_issuer'));
  }
}
