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

  describe('bare statements', () => {
    const read = (community: string): Promise<string[]> =>
      database.withTenantSql(community, async (sql) =>
        (await sql.execute<{ body: string }[]>('select body from notes order by body')).map(
          ({ body }) => body,
        ),
      );

    const insert = (community: string, body: string): Promise<void> =>
      database.withTenantSql(community, (sql) => {
        sql.last(sql.execute('insert into notes values (?, ?)', [community, body]));
        return Promise.resolve();
      });

    it('see the rows of their community and no others, also when a name is meant to break out', async () => {
      const names = ['bare-1', 'bare-2', "it's; drop table notes; --", 'back\\slash'];
      await Promise.all(names.map((name) => insert(name, name)));
      expect(await Promise.all(names.map(read))).toEqual(names.map((name) => [name]));
      expect(await database.withoutTenantSql((sql) => sql.execute('select * from notes'))).toEqual([]);
      await expect(
        database.withTenantSql('bare-1', (sql) =>
          sql.execute('insert into notes values (?, ?)', ['bare-2', 'smuggled']),
        ),
      ).rejects.toThrow(/row-level security/);
    });

    it('answer a batch statement by statement, in one transaction', async () => {
      await insert('batch', 'one');
      const [counted, bodies] = await database.queryTenant<[{ count: string }[], { body: string }[]]>(
        'batch',
        [['select count(*) from notes'], ['select body from notes where body = ?', ['one']]],
      );
      expect(counted).toEqual([{ count: '1' }]);
      expect(bodies).toEqual([{ body: 'one' }]);
    });

    it('commit nothing when one of the last writes fails, and say why rather than what followed', async () => {
      const failing = database.withTenantSql('undone', (sql) => {
        sql.last(
          sql.execute('insert into notes values (?, ?)', ['undone', 'gone']),
          sql.execute('insert into notes values (?, ?)', ['undone', null as never]).then(() => undefined),
          sql.execute("select 'x'::integer"),
          sql.execute('insert into notes values (?, ?)', ['undone', 'gone too']),
        );
        return Promise.resolve();
      });
      await expect(failing).rejects.toMatchObject({ code: '23502' });
      expect(await read('undone')).toEqual([]);
    });

    it('do not pass for committed when a failure was overlooked', async () => {
      const failing = database.withTenantSql('overlooked', async (sql) => {
        await sql.execute('insert into notes values (?, ?)', ['overlooked', 'gone']);
        await sql.execute('select 1 / 0').catch(() => undefined);
      });
      await expect(failing).rejects.toMatchObject({ code: '22012' });
      expect(await read('overlooked')).toEqual([]);
    });

    it('tell the first failure of those asked for together, though another was noticed first', async () => {
      const failing = database.withTenantSql('first', async (sql) => {
        const slow = (async () => {
          await Promise.resolve();
          return sql.execute("select 'x'::integer");
        })();
        await Promise.all([slow, sql.execute('select 1 / 0')]);
      });
      await expect(failing).rejects.toMatchObject({ code: '22012' });
    });

    it('leave the connection usable after a failure', async () => {
      for (let times = 0; times < 20; times += 1)
        await expect(
          database.withTenantSql('broken', (sql) => sql.execute('select 1 / 0')),
        ).rejects.toMatchObject({ code: '22012' });
      await insert('broken', 'mended');
      expect(await read('broken')).toEqual(['mended']);
    });

    it("keep the work's own error when none of its statements failed", async () => {
      const failing = database.withTenantSql('own', async (sql) => {
        await sql.execute('insert into notes values (?, ?)', ['own', 'gone']);
        throw new Error('no room');
      });
      await expect(failing).rejects.toThrow('no room');
      expect(await read('own')).toEqual([]);
    });

    it('refuse a statement that is asked for after the commit', async () => {
      let late: (() => Promise<unknown>) | undefined;
      await database.withTenantSql('late', (sql) => {
        late = () => sql.execute('select 1');
        return Promise.resolve();
      });
      await expect(late?.()).rejects.toThrow('the transaction is over');
    });

    it('find new connections after the server ended the old ones', async () => {
      await read('a');
      await server.asOwner(
        'notes',
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'aic-notes'",
      );
      await expect.poll(() => read('a').catch(() => [])).toEqual(["a's"]);
    });

    it('refuse to work for no community', () => {
      expect(() => database.withTenantSql('', () => Promise.resolve())).toThrow('Choose a community');
      expect(() => database.queryTenant('', [])).toThrow('Choose a community');
    });
  });
});
