import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/** Blobs and the SHA-256 digests of their leaves; and the id by which a data folder and this schema know each other. */
export class CreateBlobs extends Migration {
  override up(): void {
    this.addSql(`
      create table blobs (
        tenant_id text not null,
        cid text not null,
        place bigint generated always as identity,
        bytes bigint not null check (bytes >= 0),
        leaf_digests bytea not null check (octet_length(leaf_digests) = 32 * greatest(1, (bytes + 1048575) / 1048576)),
        media_type text,
        name text,
        state text not null default 'AVAILABLE' check (state in ('AVAILABLE', 'CORRUPT')),
        revision integer not null default 1,
        created_at timestamptz not null default now(),
        created_by text not null,
        primary key (tenant_id, cid)
      );
      create unique index blobs_place on blobs (tenant_id, place);
      alter table blobs alter column leaf_digests set storage external;
      ${tenantTable('blobs')}
      create table store (
        only_one boolean primary key default true check (only_one),
        id text not null
      );
    `);
  }
}
