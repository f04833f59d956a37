import { subgraphNames } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaintsAbout } from './complaintsAbout.js';
import { definerFunctions, tablesOfNoTenant, views } from './exceptions.js';
import { readDefinerFunctions, readRelations, readServiceRole, type Relation } from './readCatalogue.js';
import { SubgraphDatabases } from './SubgraphDatabases.js';

let databases: SubgraphDatabases;

beforeAll(async () => {
  databases = await SubgraphDatabases.open();
});

afterAll(() => databases.close());

describe.each(subgraphNames)('the database of %s', (service) => {
  test('locks every table and partition that has a tenant', async () => {
    const tenants = (await readRelations(databases, service)).filter(({ hasTenant }) => hasTenant);
    expect(tenants.length).toBeGreaterThan(0);
    expect(tenants.flatMap((table) => complaintsAbout(table, databases.roleOf(service)))).toEqual([]);
  });

  test('has no other table than those that are known to belong to no community', async () => {
    const others = (await readRelations(databases, service)).filter(
      ({ hasTenant, kind }) => !hasTenant && kind === 'table',
    );
    expect(others.map(({ name }) => name)).toEqual(Object.keys(tablesOfNoTenant[service]).sort());
  });

  test('has no view, materialized view or foreign table without a reason', async () => {
    const others = (await readRelations(databases, service)).filter(({ kind }) => kind !== 'table');
    expect(others.map(({ name }) => name)).toEqual(Object.keys(views[service]).sort());
  });

  test('lets only its service call the functions that see all communities, which pin where they look', async () => {
    expect(await readDefinerFunctions(databases, service)).toEqual(
      Object.keys(definerFunctions[service])
        .sort()
        .map((name) => ({ name, settings: [`search_path=${service}, pg_temp`], isPublic: false })),
    );
  });

  test('is used by a role that owns nothing and may only read and write rows of this schema', async () => {
    expect(await readServiceRole(databases, service)).toEqual({
      isSuperuser: false,
      bypassesPolicies: false,
      makesRoles: false,
      makesDatabases: false,
      replicates: false,
      rolesItIsIn: 0,
      owned: 0,
      makesTables: false,
      makesTablesInPublic: false,
      makesSchemas: false,
      otherSchemas: [],
      otherPrivileges: [],
    });
  });
});

describe('a table with a tenant', () => {
  async function complaintsAfter(...changes: readonly string[]): Promise<readonly string[]> {
    for (const change of changes) await databases.asOwner('storage', change);
    const relations = await readRelations(databases, 'storage');
    return relations
      .filter(({ name }: Relation) => name.startsWith('probe'))
      .flatMap((table) => complaintsAbout(table, databases.roleOf('storage')));
  }

  const lock = (table: string) =>
    `alter table ${table} enable row level security; alter table ${table} force row level security;
     create policy own on ${table} using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))`;

  test('is complained about for each thing it lacks, and so is its partition', async () => {
    const table = 'create table probe (tenant_id text) partition by list (tenant_id)';
    const partition = "create table probe_one partition of probe for values in ('one')";
    const complaints = await complaintsAfter(table, partition);
    expect(complaints).toHaveLength(10);
    expect(complaints).toContain('probe_one does not force its policies');
    const required = "alter table probe alter tenant_id set not null, add check (tenant_id <> '')";
    expect(await complaintsAfter(required, lock('probe'), lock('probe_one'))).toEqual([
      'probe has no policy for all commands on app.tenant_id',
      'probe has a policy that lets the service reach more',
      'probe_one has no policy for all commands on app.tenant_id',
      'probe_one has a policy that lets the service reach more',
    ]);
    const check = "(tenant_id = nullif(current_setting('app.tenant_id', true), ''))";
    const whole = (name: string) => `alter policy own on ${name} with check ${check}`;
    expect(await complaintsAfter(whole('probe'), whole('probe_one'))).toEqual([]);
    const open = 'create policy open on probe_one for select using (true)';
    expect(await complaintsAfter(open)).toEqual(['probe_one has a policy that lets the service reach more']);
    await databases.asOwner('storage', 'drop table probe');
  });
});
