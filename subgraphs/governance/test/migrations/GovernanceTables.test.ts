import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../src/operations/appendAudit.js';
import { setPolicyParameters } from '../../src/operations/setPolicyParameters.js';
import { auditRecord, callerOf, openTestGovernance, type TestGovernance } from '../startTestGovernance.js';

const tables = ['policy_version', 'audit_entry'] as const;

describe("governance's tables", () => {
  let governance: TestGovernance;

  beforeAll(async () => {
    governance = await openTestGovernance();
    for (const community of ['com_one', 'com_two']) {
      await appendAudit(governance.services, [auditRecord('evt_1', { communityId: community })]);
      await setPolicyParameters(governance.services, callerOf({ community }), {
        baseVersion: 0,
        changes: [{ name: 'jobs.maxItems', value: 7 }],
      });
    }
  });

  afterAll(() => governance.close());

  const inTenant = (community: string, statement: string) =>
    governance.database.withTenant(community, (em) => em.execute<Record<string, unknown>[]>(statement));

  it('have forced row-level security with a policy wherever they belong to a tenant', async () => {
    const rows = await governance.asOwner(`
      select class.relname as name, relrowsecurity and relforcerowsecurity as forced,
        exists (select from pg_policies where schemaname = 'governance' and tablename = class.relname
          and policyname = class.relname || '_tenant' and roles = '{public}' and with_check is not null) as limited
      from pg_class class join pg_attribute column_ on attrelid = class.oid and attname = 'tenant_id'
      where relnamespace = 'governance'::regnamespace and relkind in ('r', 'p') order by 1`);
    expect(rows).toEqual(
      [
        'audit_checkpoint',
        'audit_entry',
        'audit_tile',
        'audit_tree',
        'ballot',
        'delegation',
        'member',
        'policy_version',
        'proposal',
        'roll_entry',
      ].map((name) => ({ name, forced: true, limited: true })),
    );
  });

  it('are owned by somebody else than the service, whose role cannot bypass anything', async () => {
    const rows = await governance.asOwner(`
      select distinct tableowner <> role.rolname as apart, rolsuper, rolbypassrls, rolcreaterole
      from pg_tables, pg_roles role
      where schemaname = 'governance' and role.rolname = '${new URL(governance.server.serviceUrl('governance')).username}'`);
    expect(rows).toEqual([{ apart: true, rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
  });

  it.each(tables)("%s shows a community's own rows only, and none without a community", async (table) => {
    const select = `select tenant_id from ${table}`;
    expect(await inTenant('com_one', select)).toEqual([{ tenant_id: 'com_one' }]);
    expect(await inTenant('com_three', select)).toEqual([]);
    expect(await governance.database.withoutTenant((em) => em.execute(select))).toEqual([]);
  });

  it.each([
    `insert into policy_version select 'com_two', 9, parameters, changes, enacted_at, enacted_by, digest from policy_version`,
    `insert into audit_entry (tenant_id, sequence, event_id, action, body, salt, commitment)
     select 'com_two', 9, 'evt_9', action, body, salt, commitment from audit_entry`,
  ])('take no rows for another community: %s', async (statement) => {
    await expect(inTenant('com_one', statement)).rejects.toThrow('row-level security');
  });

  describe.each(tables)('%s only grows', (table) => {
    it.each([
      `update ${table} set tenant_id = tenant_id`,
      `delete from ${table}`,
      `truncate ${table}`,
      `truncate ${table} cascade`,
    ])('%s is refused, to the owner too', async (statement) => {
      await expect(governance.asOwner(statement)).rejects.toThrow(`${table} only grows`);
    });

    it.each([`update ${table} set tenant_id = tenant_id`, `delete from ${table}`])(
      '%s is refused to the service',
      async (statement) => {
        await expect(inTenant('com_one', statement)).rejects.toThrow(`${table} only grows`);
      },
    );

    it('cannot be truncated, altered, or have its triggers switched off by the service', async () => {
      for (const statement of [
        `truncate ${table}`,
        `alter table ${table} disable trigger all`,
        `alter table ${table} no force row level security`,
        `drop table ${table}`,
        'set session_replication_role = replica',
      ])
        await expect(inTenant('com_one', statement)).rejects.toThrow(/permission denied|must be owner/);
    });
  });

  it('have one record of an id, and one of a place', async () => {
    await expect(
      inTenant(
        'com_one',
        `insert into audit_entry (tenant_id, sequence, event_id, action, body, salt, commitment)
         select tenant_id, 2, event_id, action, body, salt, commitment from audit_entry`,
      ),
    ).rejects.toThrow('audit_entry_tenant_id_event_id_key');
  });
});
