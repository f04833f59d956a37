import { randomUUID } from 'node:crypto';
import type { SubgraphName } from '@ai-collective/contracts';
import type { SubgraphDatabases } from './SubgraphDatabases.js';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** Whether PostgreSQL gives it a value when nobody else does. */
  readonly isFilled: boolean;
  /** What it is computed from, for a generated column. */
  readonly source: string | null;
}

/** A statement, a `?` for each parameter. */
export type SampleStatement = readonly [text: string, parameters: readonly unknown[]];

/**
 * A tenant's table that can be filled without knowing what it is about. Its checks, references and triggers are taken off first:
 * they say what a row must look like, and nothing about who may see it.
 */
export class SampleTable {
  private constructor(
    readonly name: string,
    private readonly columns: readonly Column[],
  ) {}

  static async prepare(
    databases: SubgraphDatabases,
    service: SubgraphName,
    name: string,
  ): Promise<SampleTable> {
    await loosen(databases, service, name);
    const columns = await databases.asOwner<Column>(
      service,
      `select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull as required,
         a.attidentity <> '' or a.atthasdef as "isFilled",
         case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end as source
       from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where a.attrelid = '${name}'::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    );
    return new SampleTable(name, columns);
  }

  /** The column that says whose a row is, and can be written. */
  get tenantColumn(): string {
    const tenant = this.columns.find(({ name }) => name === 'tenant_id');
    return tenant?.source ?? 'tenant_id';
  }

  /** Writes one more row of a community. */
  insertion(tenant: string): SampleStatement {
    const tenantColumn = this.tenantColumn;
    const written = this.columns.filter(
      ({ name, required, isFilled }) => name === tenantColumn || (required && !isFilled),
    );
    const values = written.map(({ name, type }) => (name === tenantColumn ? tenant : sampleOf(type)));
    const names = written.map(({ name }) => name).join(', ');
    const places = written.map(({ type }) => `?::${type}`).join(', ');
    return [`insert into ${this.name} (${names}) values (${places}) returning 1 as row`, values];
  }
}

async function loosen(databases: SubgraphDatabases, service: SubgraphName, table: string): Promise<void> {
  const constraints = await databases.asOwner<{ name: string }>(
    service,
    `select conname as name from pg_constraint where conrelid = '${table}'::regclass and contype in ('c', 'f')
       and coninhcount = 0 and pg_get_constraintdef(oid) <> 'CHECK ((tenant_id <> ''''::text))'`,
  );
  for (const { name } of constraints)
    await databases.asOwner(service, `alter table ${table} drop constraint "${name}" cascade`);
  await databases.asOwner(service, `alter table ${table} disable trigger user`);
}

/** Values of the types that columns have, from a number that is another one each time. */
const samplesByType: Readonly<Record<string, (sample: number) => unknown>> = {
  text: (sample) => `sample-${sample}`,
  uuid: () => randomUUID(),
  smallint: (sample) => sample,
  integer: (sample) => sample,
  bigint: (sample) => sample,
  'double precision': (sample) => sample,
  boolean: () => true,
  'timestamp with time zone': (sample) => new Date(sample * 1_000),
  date: (sample) => new Date(sample * 86_400_000),
  credit_account_kind: () => 'MEMBER',
  json: () => '{}',
  jsonb: () => '{}',
  'text[]': (sample) => [`sample-${sample}`],
  bytea: (sample) => Buffer.from([sample % 256]),
};

let samples = 0;

function sampleOf(type: string): unknown {
  const sample = samplesByType[type];
  if (sample === undefined) throw new Error(`There is no sample of the type ${type} yet.`);
  samples += 1;
  return sample(samples);
}
