import pg from 'pg';
import { MikroORM } from '@mikro-orm/postgresql';
import { Migrator } from '@mikro-orm/migrations';
import { OutboxIndexesMigration } from '../outbox/OutboxIndexesMigration.js';
import { OutboxMigration } from '../outbox/OutboxMigration.js';
import type { DatabaseSettings } from './DatabaseSettings.js';

const outboxMigrations = [
  { name: '0000-outbox', class: OutboxMigration },
  { name: '0000-outbox-indexes', class: OutboxIndexesMigration },
];

/**
 * Makes the service's schema and login role when they are missing, and runs its migrations as the owner.
 * One process migrates at a time; the others wait for it, a minute at most.
 */
export async function migrate(settings: DatabaseSettings & { readonly ownerUrl: string }): Promise<void> {
  const leader = new pg.Client({ connectionString: settings.ownerUrl, connectionTimeoutMillis: 10_000 });
  await leader.connect();
  try {
    await leader.query("set lock_timeout = '60s'");
    await leader.query("select pg_advisory_lock(hashtextextended('aic-migrations', 0))");
    await provision(leader, settings);
    await runMigrations(settings);
    await leader.query(grantsOn(settings.service, roleOf(settings.url).name));
  } finally {
    await leader.end();
  }
}

/** The login role and password in a connection URL. */
function roleOf(url: string): { readonly name: string; readonly password: string } {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}

async function provision(leader: pg.Client, settings: DatabaseSettings): Promise<void> {
  const { name, password } = roleOf(settings.url);
  const role = pg.escapeIdentifier(name);
  const { rowCount } = await leader.query('select 1 from pg_roles where rolname = $1', [name]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  await leader.query(
    `${verb} role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole password ${pg.escapeLiteral(password)}`,
  );
  await leader.query(`create schema if not exists ${pg.escapeIdentifier(settings.service)}`);
}

async function runMigrations(settings: DatabaseSettings & { readonly ownerUrl: string }): Promise<void> {
  const orm = await MikroORM.init({
    clientUrl: settings.ownerUrl,
    schema: settings.service,
    entities: [],
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    driverOptions: { connection: { options: `-c search_path=${settings.service}` } },
    migrations: {
      tableName: `${settings.service}.migrations`,
      snapshot: false,
      migrationsList: [...outboxMigrations, ...settings.migrations].map((migration) => ({ ...migration })),
    },
    logger: (message) => settings.log.debug(message),
  });
  try {
    const ran = await orm.migrator.up();
    if (ran.length > 0)
      settings.log.info({ migrations: ran.map(({ name }) => name) }, 'the database was migrated');
  } finally {
    await orm.close(true);
  }
}

/** Rows, yes; definitions, no. The migrations table stays the owner's. */
function grantsOn(schema: string, roleName: string): string {
  const [inSchema, role] = [pg.escapeIdentifier(schema), pg.escapeIdentifier(roleName)];
  return `
    grant usage on schema ${inSchema} to ${role};
    grant select, insert, update, delete on all tables in schema ${inSchema} to ${role};
    grant usage, select on all sequences in schema ${inSchema} to ${role};
    grant execute on all functions in schema ${inSchema} to ${role};
    revoke all on ${inSchema}.migrations from ${role};
  `;
}
