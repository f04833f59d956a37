import { MikroORM, type EntityManager, type Options } from '@mikro-orm/postgresql';
import { Migrator } from '@mikro-orm/migrations';
import type pg from 'pg';
import { AppError } from '../errors/AppError.js';
import { listenTo, type Subscription } from './listenTo.js';
import type { DatabaseSettings } from './DatabaseSettings.js';
import { migrate } from './migrate.js';
import type { SqlTransaction } from './Sql.js';
import { SqlPool, type Statement } from './SqlPool.js';

export type { EntityManager } from '@mikro-orm/postgresql';

/**
 * A service's door to its schema. Every statement runs inside one of two kinds of transaction, each to be had with
 * entities or, where every task passes, with bare statements.
 */
export interface Database {
  readonly service: string;
  /** A transaction that sees the rows of one community and no others, whatever the statement says. */
  withTenant<T>(communityId: string, work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** A transaction that sees no tenant's rows: for tables that belong to no community, and definer functions. */
  withoutTenant<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** {@link withTenant} without entities: a transaction costs a fifth. */
  withTenantSql<T>(communityId: string, work: (sql: SqlTransaction) => Promise<T>): Promise<T>;
  /** Statements whose answers need no thought in between, in a transaction such as {@link withTenant}'s: the rows of each. */
  queryTenant<Rows extends readonly (readonly object[])[]>(
    communityId: string,
    statements: readonly Statement[],
  ): Promise<Rows>;
  /** {@link withoutTenant} without entities. */
  withoutTenantSql<T>(work: (sql: SqlTransaction) => Promise<T>): Promise<T>;
  /** Calls `handler` for each NOTIFY on a channel until stopped. Reconnects by itself and then calls it with ''. */
  listen(channel: string, handler: (payload: string) => void): Promise<Subscription>;
  /** Resolves when the server answers; rejects when it does not, after ten seconds at most. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Connects, and migrates first when `ownerUrl` is given. Rejects when the server cannot be reached. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  if (settings.ownerUrl !== undefined) await migrate({ ...settings, ownerUrl: settings.ownerUrl });
  const orm = await MikroORM.init(ormOptions(settings));
  const pool = new SqlPool({ config: poolConfig(settings), log: settings.log });
  return {
    service: settings.service,
    withTenant: (communityId, work) => transact(orm, required(communityId), work),
    withoutTenant: (work) => transact(orm, '', work),
    withTenantSql: (communityId, work) => pool.transact(required(communityId), work),
    queryTenant: (communityId, statements) => pool.batch(required(communityId), statements),
    withoutTenantSql: (work) => pool.transact('', work),
    listen: (channel, handler) => listenTo({ url: settings.url, channel, handler, log: settings.log }),
    ping: () => pool.transact('', () => Promise.resolve()),
    close: async () => {
      await Promise.all([orm.close(true), pool.close()]);
    },
  };
}

function required(communityId: string): string {
  if (communityId === '')
    throw new AppError('COMMUNITY_REQUIRED', 'Choose a community first.', { status: 400 });
  return communityId;
}

function transact<T>(orm: MikroORM, tenant: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute("select set_config('app.tenant_id', ?, true)", [tenant]);
    return work(em);
  });
}

const mostConnections = 10;

/** What PostgreSQL is told about every connection. */
function connectionOptions({ service }: DatabaseSettings) {
  return {
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 10_000,
    application_name: `aic-${service}`,
    options: `-c search_path=${service}`,
  } satisfies pg.PoolConfig;
}

function poolConfig(settings: DatabaseSettings): pg.PoolConfig {
  return {
    ...connectionOptions(settings),
    connectionString: settings.url,
    max: settings.pool ?? mostConnections,
    idleTimeoutMillis: 30_000,
  };
}

/** MikroORM's options for a connection pool of its own. */
function ormOptions(settings: DatabaseSettings): Options {
  return {
    clientUrl: settings.url,
    schema: settings.service,
    entities: settings.entities,
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: settings.pool ?? mostConnections, acquireTimeoutMillis: 10_000 },
    driverOptions: { connection: connectionOptions(settings) },
    logger: (message) => settings.log.debug(message),
  };
}
