import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '@ai-collective/platform';

/** Policy versions and the audit log. Both only ever grow: a trigger refuses every change, to the owner too. */
export class GovernanceTables extends Migration {
  override up(): void {
    this.addSql(`
      create table policy_version (
        tenant_id text not null,
        version integer not null check (version > 0),
        parameters jsonb not null,
        changes jsonb not null,
        enacted_at timestamptz not null,
        enacted_by text not null,
        digest text not null,
        primary key (tenant_id, version)
      );
      create table audit_entry (
        tenant_id text not null,
        sequence bigint not null check (sequence > 0),
        event_id text not null,
        action text not null,
        body text not null,
        previous_hash text not null,
        hash text not null,
        appended_at timestamptz not null default now(),
        primary key (tenant_id, sequence),
        unique (tenant_id, event_id)
      );
      create index audit_entry_action on audit_entry (tenant_id, action, sequence);
      create function refuse_change() returns trigger language plpgsql as $$
        begin raise exception '% only grows', tg_table_name using errcode = 'restrict_violation'; end
      $$;
    `);
    for (const table of ['policy_version', 'audit_entry']) {
      this.addSql(tenantTable(table));
      this.addSql(`
        create trigger ${table}_grows before update or delete on ${table}
          for each row execute function refuse_change();
        create trigger ${table}_stays before truncate on ${table}
          for each statement execute function refuse_change();
      `);
    }
  }
}
