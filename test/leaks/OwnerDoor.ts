import type { SubgraphName } from '@ai-collective/contracts';
import pg from 'pg';

/** Left as they are when a database is put back: what the service itself keeps. */
const keptAsTheyAre = ['migrations', 'outbox_positions', 'store'];

interface Table {
  readonly name: string;
  readonly hasTenant: boolean;
  /** Those that can be written. */
  readonly columns: readonly string[];
}

/** A database of one subgraph, as its owner sees it: a superuser, whom no policy stops. */
export class OwnerDoor {
  private constructor(
    private readonly client: pg.Client,
    private readonly tables: readonly Table[],
  ) {}

  static async open(schema: SubgraphName, ownerUrl: string): Promise<OwnerDoor> {
    const client = new pg.Client({ connectionString: ownerUrl, options: `-c search_path=${schema}` });
    await client.connect();
    const { rows } = await client.query<Table>(
      `select c.relname as name, bool_or(a.attname = 'tenant_id') as "hasTenant",
         array_agg(a.attname::text) filter (where a.attgenerated = '') as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' group by 1 order by 1`,
    );
    return new OwnerDoor(
      client,
      rows.filter(({ name }) => !keptAsTheyAre.includes(name)),
    );
  }

  get tenantTables(): readonly string[] {
    return this.tables.filter(({ hasTenant }) => hasTenant).map(({ name }) => name);
  }

  get allTables(): readonly string[] {
    return this.tables.map(({ name }) => name);
  }

  async rows<Row extends object>(
    statement: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    return (await this.client.query<Row>(statement, [...parameters])).rows;
  }

  /** Writes rows as objects whose fields are columns. */
  async insert(table: string, rows: readonly object[]): Promise<void> {
    const columns = Object.keys(rows[0] ?? {}).join(', ');
    await this.rows(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    );
  }

  /** Remembers what is in every table. */
  async keep(): Promise<void> {
    await this.rows('create schema kept');
    for (const name of this.allTables) await this.rows(`create table kept.${name} as table ${name}`);
  }

  /** Puts every table back as it was. Nothing may be under way. */
  async putBack(): Promise<void> {
    const statements = this.tables.map(
      ({ name, columns }) =>
        `insert into ${name} (${columns.join(', ')}) overriding system value select ${columns.join(', ')} from kept.${name}`,
    );
    await this.client.query(
      `begin; set local session_replication_role = replica; truncate ${this.allTables.join(', ')};
       ${statements.join('; ')}; commit`,
    );
  }

  /** Takes away what other communities have, but for some tables, whatever refers to it. */
  async emptyForOthers(community: string, except: readonly string[]): Promise<void> {
    const emptied = this.tenantTables.filter((name) => !except.includes(name));
    const statements = emptied.map(
      (name) => `delete from ${name} where tenant_id <> ${pg.escapeLiteral(community)}`,
    );
    await this.client.query(
      `begin; set local session_replication_role = replica; ${statements.join('; ')}; commit`,
    );
  }

  /** Takes the second lock off every tenant's table, or puts it on again. */
  async setRowSecurity(isOn: boolean): Promise<void> {
    for (const name of this.tenantTables)
      await this.rows(`alter table ${name} ${isOn ? 'enable' : 'disable'} row level security`);
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
