import { Migration } from '@mikro-orm/migrations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/postgres/Database.js';
import { tenantTable } from '../../src/postgres/tenantTable.js';
import { createTestDatabase, type TestDatabase } from '../../src/testing/createTestDatabase.js';
import { silentLogger } from '../silentLogger.js';

class NotesMigration extends Migration {
  override up(): void {
    this.addSql(`create table notes (tenant_id text not null, body text not null); ${tenantTable('notes')}`);
  }
}

describe('openDatabase', () => {
  let server: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    server = await createTestDatabase();
    database = await open();
  });

  afterAll(async () => {
    await database.close();
    await server.drop();
  });

  const open = (): Promise<Database> =>
    openDatabase({
      service: 'notes',
      url: server.serviceUrl('notes'),
      ownerUrl: server.ownerUrl,
      entities: [],
      migrations: [{ name: '0001-notes', class: NotesMigration }],
      log: silentLogger,
    });

  const bodies = (community: string): Promise<string[]> =>
    database.withTenant(community, async (em) =>
      (await em.execute<{ body: string }[]>('select body from notes order by body')).map(({ body }) => body),
    );

  const write = (tenant: string, row: { tenant: string; body: string }): Promise<unknown> =>
    database.withTenant(tenant, (em) =>
      em.execute('insert into notes values (?, ?)', [row.tenant, row.body]),
    );

  it('shows each community its own rows and no others, whatever the statement asks for', async () => {
    await write('a', { tenant: 'a', body: "a's" });
    await write('b', { tenant: 'b', body: "b's" });
    expect(await bodies('a')).toEqual(["a's"]);
    expect(await bodies('b')).toEqual(["b's"]);
    expect(await bodies('c')).toEqual([]);
  });

  it('refuses a row written for another community', async () => {
    await expect(write('a', { tenant: 'b', body: 'smuggled' })).rejects.toThrow(/row-level security/);
  });

  it('shows no rows outside a tenant, also on a connection that served one', async () => {
    const rows = await database.withoutTenant((em) => em.execute('select * from notes'));
    expect(rows).toEqual([]);
  });

  it('rolls everything back when the work fails', async () => {
    const failed = database.withTenant('rollback', async (em) => {
      await em.execute("insert into notes values ('rollback', 'gone')");
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await bodies('rollback')).toEqual([]);
  });

  it('refuses to work for no community', () => {
    expect(() => database.withTenant('', () => Promise.resolve())).toThrow('Choose a community');
  });

  it('keeps 50 communities apart on one pool at once', async () => {
    const tenants = Array.from({ length: 50 }, (_, index) => `tenant-${index}`);
    await Promise.all(tenants.map((tenant) => write(tenant, { tenant, body: tenant })));
    const seen = await Promise.all(tenants.map(bodies));
    expect(seen).toEqual(tenants.map((tenant) => [tenant]));
  });

  it('migrates once when two processes start at the same time', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    await Promise.all([one.close(), two.close()]);
    expect(await bodies('a')).toEqual(["a's"]);
  });

  it('connects as a role that owns nothing and cannot bypass policies', async () => {
    await expect(
      database.withoutTenant((em) => em.execute('alter table notes disable row level security')),
    ).rejects.toThrow(/must be owner/);
  });

  it('hears notifications after their transaction commits', async () => {
    const heard = new Promise<string>(
      (resolve) => void database.listen('bell', resolve).then((stop) => (stopBell = stop)),
    );
    let stopBell: (() => Promise<void>) | undefined;
    await expect
      .poll(async () => {
        await database.withoutTenant((em) => em.execute("select pg_notify('bell', 'ding')"));
        return Promise.race([heard, Promise.resolve(undefined)]);
      })
      .toBe('ding');
    await stopBell?.();
  });
});
