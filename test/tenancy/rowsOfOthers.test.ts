import { subgraphNames, type SubgraphName } from '@ai-collective/contracts';
import type { Database, SqlTransaction } from '@ai-collective/platform';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRelations } from './readCatalogue.js';
import { SampleTable, type SampleStatement } from './SampleTable.js';
import { SubgraphDatabases } from './SubgraphDatabases.js';

const [alder, birch] = ['com_alder', 'com_birch'];
/** SQLSTATE of what row-level security refuses, and of what a table that only grows refuses. */
const refusals = ['42501', '23001'];

let databases: SubgraphDatabases;
const tables = new Map<SubgraphName, readonly SampleTable[]>();

beforeAll(async () => {
  databases = await SubgraphDatabases.open();
  for (const service of subgraphNames) {
    const relations = await readRelations(databases, service);
    const names = relations.filter(({ hasTenant }) => hasTenant).map(({ name }) => name);
    const prepared = [];
    for (const name of names) prepared.push(await SampleTable.prepare(databases, service, name));
    tables.set(service, prepared);
  }
});

afterAll(() => databases.close());

/** What a statement came to in a transaction of this tenant, '' for none: how many rows, or the SQLSTATE it failed with. */
async function outcomeOf(
  door: Database,
  tenant: string,
  [text, parameters]: SampleStatement,
): Promise<number | string> {
  const work = (sql: SqlTransaction) => sql.execute<object[]>(text, [...parameters]);
  try {
    const rows = await (tenant === '' ? door.withoutTenantSql(work) : door.withTenantSql(tenant, work));
    return rows.length;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** Each way to a row of `victim`; none may find one. */
function waysTo(table: SampleTable, victim: string): ReadonlyMap<string, SampleStatement> {
  const { name, tenantColumn } = table;
  const where = `where ${tenantColumn} = ?`;
  return new Map<string, SampleStatement>([
    ['read', [`select 1 as row from ${name} ${where}`, [victim]]],
    ['read for update', [`select 1 as row from ${name} ${where} for update`, [victim]]],
    [
      'change',
      [`update ${name} set ${tenantColumn} = ${tenantColumn} ${where} returning 1 as row`, [victim]],
    ],
    ['take over', [`update ${name} set ${tenantColumn} = 'com_alder' ${where} returning 1 as row`, [victim]]],
    ['delete', [`delete from ${name} ${where} returning 1 as row`, [victim]]],
  ]);
}

describe.each(subgraphNames)('in every tenant table of %s', (service) => {
  beforeAll(async () => {
    for (const table of tables.get(service) ?? [])
      for (const tenant of [alder, birch])
        expect([
          table.name,
          await outcomeOf(databases.door(service), tenant, table.insertion(tenant)),
        ]).toEqual([table.name, 1]);
  });

  /** The service's tables, with a row of each community in each. */
  function each(): readonly SampleTable[] {
    const found = tables.get(service) ?? [];
    expect(found.length).toBeGreaterThan(0);
    return found;
  }

  test('a community finds its own row', async () => {
    for (const table of each())
      for (const tenant of [alder, birch]) {
        const count: SampleStatement = [`select ${table.tenantColumn} as row from ${table.name}`, []];
        expect([table.name, await outcomeOf(databases.door(service), tenant, count)]).toEqual([
          table.name,
          1,
        ]);
      }
  });

  test('a row of another community can be neither read, changed, taken over nor deleted', async () => {
    for (const table of each())
      for (const [way, statement] of waysTo(table, birch))
        expect([table.name, way, await outcomeOf(databases.door(service), alder, statement)]).toEqual([
          table.name,
          way,
          0,
        ]);
  });

  test('no row can be written into another community, nor moved there', async () => {
    for (const table of each()) {
      const { name, tenantColumn } = table;
      const move: SampleStatement = [
        `update ${name} set ${tenantColumn} = ? where ${tenantColumn} = ? returning 1 as row`,
        [birch, alder],
      ];
      for (const statement of [table.insertion(birch), table.insertion('com_nobody'), move])
        expect(refusals).toContain(await outcomeOf(databases.door(service), alder, statement));
    }
  });

  test('without a community there is no row, and none can be written', async () => {
    for (const table of each()) {
      for (const victim of [alder, birch, ''])
        for (const [way, statement] of waysTo(table, victim))
          expect([table.name, way, await outcomeOf(databases.door(service), '', statement)]).toEqual([
            table.name,
            way,
            0,
          ]);
      for (const tenant of [alder, ''])
        expect(refusals).toContain(await outcomeOf(databases.door(service), '', table.insertion(tenant)));
    }
  });

  test('a connection that never named a community, or pretends to have no policies, sees nothing', async () => {
    const client = new pg.Client({
      connectionString: databases.serviceUrl(service),
      options: `-c search_path=${service}`,
    });
    await client.connect();
    try {
      for (const { name } of each()) {
        expect((await client.query(`select 1 from ${name}`)).rows).toEqual([]);
        await expect(client.query(`truncate ${name}`)).rejects.toMatchObject({ code: '42501' });
        await client.query('set row_security = off');
        await expect(client.query(`select 1 from ${name}`)).rejects.toMatchObject({ code: '42501' });
        await client.query('reset row_security');
      }
    } finally {
      await client.end();
    }
  });

  test('after all of that every row is where it was', async () => {
    for (const { name, tenantColumn } of each())
      expect([
        name,
        await databases.asOwner(service, `select ${tenantColumn} as tenant from ${name} order by 1`),
      ]).toEqual([name, [{ tenant: alder }, { tenant: birch }]]);
  });
});
