import { topics } from '@ai-collective/contracts';
import {
  createAuthorizer,
  createProducer,
  openDatabase,
  policyProblems,
  startPolicyStore,
  startRelay,
  type Database,
  type HttpServer,
  type KafkaProducer,
  type Logger,
} from '@ai-collective/platform';
import type { IdentityConfig } from './config.js';
import { createServices } from './createServices.js';
import { entities } from './entities/entities.js';
import { followFleets } from './events/followFleets.js';
import { migrations } from './migrations/migrations.js';
import { bootstrap } from './operations/bootstrap.js';
import { keepFleets } from './operations/keepFleets.js';
import { forgetEverybodyOnRemoval } from './operations/forgetEverybodyOnRemoval.js';
import type { Services } from './operations/Services.js';
import { serveIdentity } from './serveIdentity.js';
import { openTokenKeys } from './tokens/openTokenKeys.js';

/**
 * Starts identity: migrates, creates what the configuration wants to exist, sends its outbox, and serves.
 * Rejects when the database cannot be reached or the port is taken; a broker may come later.
 */
export async function startIdentity(config: IdentityConfig, log: Logger): Promise<HttpServer> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const followed = await openTokenKeys(config, log);
    closers.push(() => followed.close());
    const database = await openIdentityDatabase(config, log);
    closers.push(() => database.close());
    const [policies, fleets] = await Promise.all([
      startPolicyStore({ brokers: config.KAFKA_BROKERS, service: 'identity', log, check: policyProblems }),
      followFleets({
        brokers: config.KAFKA_BROKERS,
        log,
        keep: (records) => keepFleets(database, records),
      }),
    ]);
    closers.push(
      () => policies.close(),
      () => fleets.close(),
    );
    forgetEverybodyOnRemoval(followed.keys, { database, log });
    const authorizer = createAuthorizer(policies);
    const services = createServices(config, { database, authorizer, signingKeys: followed.keys });
    await bootstrapFrom(config, services, log);
    const producer = await createProducer({ brokers: config.KAFKA_BROKERS, clientId: 'identity', log });
    closers.push(() => producer.close());
    const relay = await startOutbox(config, { database, producer, log });
    closers.push(() => relay.close());
    const readiness = [
      { name: 'postgres', check: () => database.ping() },
      { name: 'kafka', check: () => requireTrue(producer.isReady()) },
      { name: 'policies', check: () => requireTrue(policies.isReady()) },
      { name: 'fleets', check: () => requireTrue(fleets.isReady()) },
      followed.readiness,
    ];
    const server = await serveIdentity(config, services, { log, readiness });
    closers.push(() => server.close());
    log.info({ url: server.url }, 'identity is ready');
    return { url: server.url, port: server.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens identity's schema, migrated first when the configuration names the owner. */
export function openIdentityDatabase(
  config: Pick<IdentityConfig, 'DATABASE_URL' | 'DATABASE_OWNER_URL' | 'DATABASE_POOL'>,
  log: Logger,
): Promise<Database> {
  return openDatabase({
    service: 'identity',
    url: config.DATABASE_URL,
    ownerUrl: config.DATABASE_OWNER_URL,
    pool: config.DATABASE_POOL,
    entities,
    migrations,
    log,
  });
}

function startOutbox(
  config: IdentityConfig,
  parts: { readonly database: Database; readonly producer: KafkaProducer; readonly log: Logger },
) {
  return startRelay({
    ...parts,
    retentionMinutes: config.OUTBOX_RETENTION_MINUTES,
    window: config.OUTBOX_WINDOW,
    topics: {
      brokers: config.KAFKA_BROKERS,
      names: [topics.devices, topics.members, topics.fleets, topics.audit],
    },
  });
}

async function bootstrapFrom(config: IdentityConfig, services: Services, log: Logger): Promise<void> {
  const slug = config.BOOTSTRAP_COMMUNITY_SLUG;
  if (slug === undefined) return;
  const {
    BOOTSTRAP_COMMUNITY_NAME: name = slug,
    BOOTSTRAP_OWNER_NAME: ownerName,
    BOOTSTRAP_API_KEY: apiKey,
  } = config;
  await bootstrap(services, { slug, name, ownerName, apiKey }, log);
}

function requireTrue(ready: boolean): void {
  if (!ready) throw new Error('not connected');
}
