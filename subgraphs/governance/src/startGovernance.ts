import { topics } from '@ai-collective/contracts';
import {
  auditDenials,
  createAuthorizer,
  createProducer,
  openDatabase,
  policyProblems,
  startPolicyStore,
  startRelay,
  startSubgraph,
  type Database,
  type HttpServer,
  type Logger,
  type ReadinessCheck,
} from '@ai-collective/platform';
import type { GovernanceConfig } from './config.js';
import { PolicyVersion } from './entities/PolicyVersion.js';
import { followMembers } from './events/followMembers.js';
import { receiveAudit } from './events/receiveAudit.js';
import { migrations } from './migrations/migrations.js';
import { appendAudit } from './operations/appendAudit.js';
import { keyFromSeed } from './operations/audit/keyFromSeed.js';
import { startNotary } from './operations/audit/startNotary.js';
import { databaseTime } from './operations/databaseTime.js';
import { keepMembersOf } from './operations/keepMembersOf.js';
import { OpenVotes } from './operations/proposals/OpenVotes.js';
import { startClerk } from './operations/proposals/startClerk.js';
import type { Services } from './operations/Services.js';
import { resolverClasses } from './schema.js';

/** Starts governance: migrates, sends its outbox, appends what is audited to the log, and serves. */
export async function startGovernance(config: GovernanceConfig, log: Logger): Promise<HttpServer> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const brokers = config.KAFKA_BROKERS;
  try {
    const database = await openGovernanceDatabase(config, log);
    closers.push(() => database.close());
    const policies = await startPolicyStore({ brokers, service: 'governance', log, check: policyProblems });
    closers.push(() => policies.close());
    const services: Services = {
      ...createAuthorizer(policies),
      policies,
      database,
      time: databaseTime,
      votes: new OpenVotes(),
      signer: { name: config.CHECKPOINT_NAME, privateKey: keyFromSeed(config.CHECKPOINT_KEY) },
    };
    const producer = await createProducer({ brokers, clientId: 'governance', log });
    closers.push(() => producer.close());
    const relay = await startRelay({
      database,
      producer,
      log,
      retentionMinutes: config.OUTBOX_RETENTION_MINUTES,
      window: config.OUTBOX_WINDOW,
      topics: { brokers, names: [topics.policies, topics.members, topics.audit] },
    });
    closers.push(() => relay.close());
    const { audit, members } = await followTopics(services, { brokers, log }, closers);
    const notary = startNotary(services, log);
    const clerk = startClerk(services, log);
    closers.push(
      () => notary.close(),
      () => clerk.close(),
    );
    const server = await serveGovernance(config, services, {
      log,
      readiness: [
        { name: 'postgres', check: () => database.ping() },
        { name: 'kafka', check: () => requireTrue(producer.isReady() && audit.isReady()) },
        { name: 'members', check: () => requireTrue(members.isReady()) },
        { name: 'policies', check: () => requireTrue(policies.isReady()) },
      ],
    });
    closers.push(() => server.close());
    log.info({ url: server.url }, 'governance is ready');
    return { url: server.url, port: server.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Follows what other services say: what is audited, and who is a member. */
async function followTopics(
  services: Services,
  { brokers, log }: { readonly brokers: string; readonly log: Logger },
  closers: (() => Promise<void>)[],
) {
  const audit = await receiveAudit({ brokers, log, append: (records) => appendAudit(services, records) });
  closers.push(() => audit.close());
  const members = await followMembers({
    brokers,
    log,
    keep: (records) => keepMembersOf(services.database, records),
  });
  closers.push(() => members.close());
  return { audit, members };
}

/** Opens governance's schema, migrated first when the configuration names the owner. */
export function openGovernanceDatabase(
  config: Pick<GovernanceConfig, 'DATABASE_URL' | 'DATABASE_OWNER_URL' | 'DATABASE_POOL'>,
  log: Logger,
): Promise<Database> {
  return openDatabase({
    service: 'governance',
    url: config.DATABASE_URL,
    ownerUrl: config.DATABASE_OWNER_URL,
    pool: config.DATABASE_POOL,
    entities: [PolicyVersion],
    migrations,
    log,
  });
}

/** Serves governance's GraphQL over services that are already running. */
export function serveGovernance(
  config: Pick<GovernanceConfig, 'HOST' | 'PORT' | 'PASSPORT_JWKS'>,
  services: Services,
  options: { readonly log: Logger; readonly readiness: readonly ReadinessCheck[] },
): Promise<HttpServer> {
  return startSubgraph({
    name: 'governance',
    host: config.HOST,
    port: config.PORT,
    jwks: config.PASSPORT_JWKS,
    log: options.log,
    resolvers: resolverClasses,
    container: new Map(resolverClasses.map((Resolver) => [Resolver, new Resolver(services)])),
    referenceResolvers: { Community: ({ id }) => Promise.resolve({ id }) },
    readiness: options.readiness,
    recordDenial: auditDenials(services.database, 'governance'),
  });
}

function requireTrue(ready: boolean): void {
  if (!ready) throw new Error('not connected');
}
