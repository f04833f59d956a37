import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '@ai-collective/platform';

/** The tables of identity: communities, people, and how they prove who they are. */
export class IdentityTables extends Migration {
  override up(): void {
    this.addSql(globalTables);
    this.addSql(tenantTables);
    for (const table of ['community', 'membership', 'api_key', 'device', 'sign_in_code'])
      this.addSql(tenantTable(table));
  }
}

/** A community is its own tenant. People and their sessions belong to no tenant. */
const globalTables = `
  create table community (
    id text primary key,
    tenant_id text not null generated always as (id) stored,
    slug text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$'),
    name text not null,
    parent_id text references community (id),
    created_at timestamptz not null
  );
  create table person (
    id text primary key,
    name text not null,
    email text,
    home_community_id text not null references community (id),
    created_at timestamptz not null
  );
  create unique index person_email on person (home_community_id, lower(email));
  create table session (
    id text primary key,
    person_id text not null references person (id),
    community_id text not null references community (id),
    secret_digest text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
  );
  create index session_person on session (person_id);
  create index session_expiry on session (expires_at);
`;

const tenantTables = `
  create table membership (
    id text primary key,
    tenant_id text not null references community (id),
    person_id text not null references person (id),
    roles text[] not null check (cardinality(roles) > 0),
    created_at timestamptz not null,
    unique (tenant_id, person_id)
  );
  create index membership_person on membership (person_id);
  create table api_key (
    id text primary key,
    tenant_id text not null references community (id),
    name text not null,
    secret_digest text not null,
    roles text[] not null check (cardinality(roles) > 0),
    scopes text[],
    person_id text references person (id),
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    check (person_id is null or expires_at is not null)
  );
  create index api_key_tenant on api_key (tenant_id, id);
  create index api_key_person on api_key (tenant_id, person_id) where person_id is not null;
  create table device (
    id text primary key,
    tenant_id text not null references community (id),
    fleet_id text not null,
    owner_id text not null,
    name text not null,
    public_key text not null,
    status text not null check (status in ('ENROLLED', 'REVOKED')),
    enrolled_at timestamptz not null,
    revoked_at timestamptz,
    unique (tenant_id, public_key)
  );
  create index device_tenant on device (tenant_id, id);
  create table sign_in_code (
    code_digest text primary key,
    tenant_id text not null references community (id),
    person_id text not null references person (id),
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    redeemed_at timestamptz
  );
  create index sign_in_code_expiry on sign_in_code (tenant_id, expires_at);
`;
