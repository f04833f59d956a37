import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '@ai-collective/platform';

/**
 * The log as a Merkle tree over salted commitments, in tiles, and what was signed of it. Records that were there before have a salt and a
 * commitment from now on; their place in the tree is made when the next record is appended. What a record says may be erased, together
 * with its salt, and nothing else of it may ever change.
 */
export class AuditTree extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    this.addSql(saltedEntries);
    this.addSql(treeTables);
    for (const table of ['audit_tree', 'audit_tile', 'audit_checkpoint']) this.addSql(tenantTable(table));
    this.addSql(`
      create trigger audit_checkpoint_grows before update or delete on audit_checkpoint
        for each row execute function refuse_change();
      create trigger audit_checkpoint_stays before truncate on audit_checkpoint
        for each statement execute function refuse_change();
    `);
    this.addSql(logsToSign(row?.schema ?? 'governance'));
  }
}

const saltedEntries = `
  drop trigger audit_entry_grows on audit_entry;
  alter table audit_entry
    alter column body drop not null,
    add column salt bytea,
    add column commitment bytea;
  update audit_entry set salt = decode(replace(gen_random_uuid()::text, '-', ''), 'hex');
  update audit_entry set commitment = sha256(salt || convert_to(body, 'UTF8'));
  alter table audit_entry
    drop column previous_hash,
    drop column hash,
    alter column commitment set not null,
    add check (octet_length(commitment) = 32),
    add check ((body is null) = (salt is null));
  comment on column audit_entry.body is 'what happened, as canonical JSON; null once it was erased';

  create function refuse_all_but_erasing() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and new.body is null and new.salt is null
        and (new.tenant_id, new.sequence, new.event_id, new.action, new.commitment, new.appended_at)
          = (old.tenant_id, old.sequence, old.event_id, old.action, old.commitment, old.appended_at)
      then return new; end if;
      raise exception '% only grows', tg_table_name using errcode = 'restrict_violation';
    end
  $$;
  create trigger audit_entry_grows before update or delete on audit_entry
    for each row execute function refuse_all_but_erasing();
`;

const treeTables = `
  create table audit_tree (
    tenant_id text primary key,
    size bigint not null,
    root bytea not null
  );
  create table audit_tile (
    tenant_id text not null,
    level smallint not null,
    index bigint not null,
    hashes bytea not null,
    primary key (tenant_id, level, index)
  );
  create table audit_checkpoint (
    tenant_id text not null,
    size bigint not null,
    root bytea not null,
    note text not null,
    signed_at timestamptz not null default now(),
    primary key (tenant_id, size)
  );
  comment on column audit_checkpoint.note is 'a signed note: the checkpoint, and who signed it';
`;

/** The one question asked across communities: whose log has grown since it was last signed. It answers ids, and nothing of the logs. */
function logsToSign(schema: string): string {
  return `
    create function logs_to_sign(most integer) returns table (tenant_id text)
    language sql stable security definer set search_path = ${schema}, pg_temp as $$
      select tree.tenant_id from audit_tree tree
      where tree.size > coalesce(
        (select max(signed.size) from audit_checkpoint signed where signed.tenant_id = tree.tenant_id), 0
      ) limit most
    $$;
    revoke all on function logs_to_sign(integer) from public;
  `;
}
