import { MikroORM, type EntityManager, type Options } from '@mikro-orm/postgresql';
import { Migrator } from '@mikro-orm/migrations';
import { AppError } from '../errors/AppError.js';
import { listenTo, type Subscription } from './listenTo.js';
import type { DatabaseSettings } from './DatabaseSettings.js';
import { migrate } from './migrate.js';

export type { EntityManager } from '@mikro-orm/postgresql';

/** A service's door to its schema. Every statement runs inside one of the two kinds of transaction. */
export interface Database {
  readonly service: string;
  /** A transaction that sees the rows of one community and no others, whatever the statement says. */
  withTenant<T>(communityId: string, work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** A transaction that sees no tenant's rows: for tables that belong to no community, and definer functions. */
  withoutTenant<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** Calls `handler` for each NOTIFY on a channel until stopped. Reconnects by itself and then calls it with ''. */
  listen(channel: string, handler: (payload: string) => void): Promise<Subscription>;
  /** Resolves when the server answers; rejects within two seconds when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Connects, and migrates first when `ownerUrl` is given. Rejects when the server cannot be reached. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  if (settings.ownerUrl !== undefined) await migrate({ ...settings, ownerUrl: settings.ownerUrl });
  const orm = await MikroORM.init(ormOptions(settings));
  return {
    service: settings.service,
    withTenant: (communityId, work) => {
      if (communityId === '')
        throw new AppError('COMMUNITY_REQUIRED', 'Choose a community first.', { status: 400 });
      return transact(orm, communityId, work);
    },
    withoutTenant: (work) => transact(orm, '', work),
    listen: (channel, handler) => listenTo({ url: settings.url, channel, handler, log: settings.log }),
    ping: async () => {
      await orm.em.fork().execute('select 1');
    },
    close: () => orm.close(true),
  };
}

function transact<T>(orm: MikroORM, tenant: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute("select set_config('app.tenant_id', ?, true)", [tenant]);
    return work(em);
  });
}

/** MikroORM's options for a service's own connection pool. */
function ormOptions(settings: DatabaseSettings): Options {
  return {
    clientUrl: settings.url,
    schema: settings.service,
    entities: settings.entities,
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: settings.pool ?? 10, acquireTimeoutMillis: 10_000 },
    driverOptions: {
      connection: {
        statement_timeout: 30_000,
        idle_in_transaction_session_timeout: 60_000,
        connectionTimeoutMillis: 10_000,
        application_name: `aic-${settings.service}`,
        options: `-c search_path=${settings.service}`,
      },
    },
    logger: (message) => settings.log.debug(message),
  };
}
