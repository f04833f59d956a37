import { topics } from '@ai-collective/contracts';
import {
  createAuthorizer,
  createProducer,
  openDatabase,
  policyProblems,
  startConsumer,
  startPolicyStore,
  startRelay,
  type Database,
  type KafkaConsumer,
  type Logger,
  type Relay,
} from '@ai-collective/platform';
import { httpBlobClient } from './blobs/httpBlobClient.js';
import type { ComputeConfig } from './config.js';
import { entities } from './entities/index.js';
import { Situations } from './events/Situations.js';
import { parseAttemptEvents } from './events/parseAttemptEvents.js';
import { parseDeviceRecords } from './events/parseDeviceRecords.js';
import { migrations } from './migrations/index.js';
import { readModelFile } from './onnx/readModelFile.js';
import type { ComputeServices } from './operations/ComputeServices.js';
import { auditCaughtDevices } from './operations/audits/auditCaughtDevices.js';
import { CreditPrices } from './operations/credit/CreditPrices.js';
import { callWebhook } from './operations/callWebhook.js';
import { exportJob } from './operations/exportJob.js';
import { prepareJob } from './operations/prepareJob.js';
import { failOverdueJobs } from './operations/failOverdueJobs.js';
import { resendSilentTasks } from './operations/resendSilentTasks.js';
import { settleAttempts } from './operations/settleAttempts.js';
import { settleVouched } from './operations/settleVouched.js';
import { startFleetWatch } from './metrics/startFleetWatch.js';
import { JobWatchers } from './progress/JobWatchers.js';
import { progressChannel } from './progress/progressChannel.js';
import { startDeviceWatch } from './startDeviceWatch.js';
import { startGraphqlServer } from './startGraphqlServer.js';
import { startSweeper, type Sweeper } from './startSweeper.js';
import { startWorkers } from './startWorkers.js';
import { httpWebhookClient } from './webhooks/httpWebhookClient.js';

const silentEveryMs = 30_000;
const overdueEveryMs = 1_000;

/** The running service. */
export interface RunningCompute {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

type Closing = () => Promise<void> | void;

/** Starts the compute service: migrates, listens, sends its outbox, takes results, and serves its subgraph. */
export async function startCompute(config: ComputeConfig, log: Logger): Promise<RunningCompute> {
  const closings: Closing[] = [];
  const closeAll = async (): Promise<void> => {
    for (let closing = closings.pop(); closing !== undefined; closing = closings.pop()) await closing();
  };
  try {
    return await startParts({ config, log, closings, closeAll });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

interface Starting {
  readonly config: ComputeConfig;
  readonly log: Logger;
  /** What has been started, to be closed in reverse order. */
  readonly closings: Closing[];
  readonly closeAll: () => Promise<void>;
}

async function startParts(starting: Starting): Promise<RunningCompute> {
  const { config, log, closings, closeAll } = starting;
  const database = await openComputeDatabase(config, log);
  closings.push(() => database.close());
  const policies = await startPolicyStore({
    brokers: config.KAFKA_BROKERS,
    service: 'compute',
    log,
    check: policyProblems,
  });
  closings.push(() => policies.close());
  const relay = await startOutbox(starting, database);
  const watchers = new JobWatchers();
  const services: ComputeServices = {
    ...createAuthorizer(policies),
    database,
    policies,
    blobs: httpBlobClient({ storageUrl: config.STORAGE_URL, capabilitySecret: config.CAPABILITY_SECRET }),
    prices: new CreditPrices(database),
    webhooks: httpWebhookClient({
      masterSecret: config.CAPABILITY_SECRET,
      allowLoopback: config.WEBHOOKS_ALLOW_LOOPBACK,
    }),
    watchers,
    situations: new Situations(log),
    readModelFile,
    drawSecret: config.CAPABILITY_SECRET,
    log,
  };
  closings.push(() => services.blobs.close());
  closings.push(() => services.webhooks.close());
  closings.push(await database.listen(progressChannel, (payload) => watchers.heard(payload)));
  const results = await startResultsConsumer(config, services);
  closings.push(() => results.close());
  const situations = await startSituationsConsumer(config, services);
  closings.push(() => situations.close());
  for (const sweeper of startSweepers(services)) closings.push(() => sweeper.close());
  const devices = startDeviceWatch(services);
  closings.push(() => devices.close());
  const fleets = await startFleetWatch(services, config);
  closings.push(() => fleets.close());
  const workers = startAllWorkers(services);
  closings.push(() => workers.close());
  const server = await startGraphqlServer(config, services, [
    { name: 'postgresql', check: () => database.ping() },
    { name: 'kafka', check: () => requireAll(relay.isHealthy(), results.isReady()) },
    { name: 'policies', check: () => requireAll(policies.isReady()) },
  ]);
  closings.push(() => server.close());
  closings.push(() => watchers.close());
  log.info({ url: server.url }, 'compute is ready');
  return { url: server.url, port: server.port, close: closeAll };
}

function startAllWorkers(services: ComputeServices): ReturnType<typeof startWorkers> {
  const handlers = [
    { handler: prepareJob, atOnce: 1 },
    { handler: exportJob, atOnce: 1 },
    { handler: callWebhook, atOnce: 8 },
  ];
  return startWorkers(services, handlers, [{ kind: 'AUDIT', doNext: auditCaughtDevices }]);
}

function startSweepers(services: ComputeServices): readonly Sweeper[] {
  const { log } = services;
  return [
    startSweeper({
      everyMs: silentEveryMs,
      name: 'looking for silent tasks',
      round: async () => {
        const tasks = await resendSilentTasks(services);
        if (tasks > 0) log.warn({ tasks }, 'silent tasks were sent again');
      },
      log,
    }),
    startSweeper({
      everyMs: overdueEveryMs,
      name: 'looking for jobs past their deadline',
      round: async () => {
        const tasks = await failOverdueJobs(services);
        if (tasks > 0) log.warn({ tasks }, 'tasks failed at the deadline of their job');
      },
      log,
    }),
  ];
}

function openComputeDatabase(config: ComputeConfig, log: Logger): Promise<Database> {
  return openDatabase({
    service: 'compute',
    url: config.DATABASE_URL,
    ownerUrl: config.DATABASE_OWNER_URL,
    pool: config.DATABASE_POOL,
    entities,
    migrations,
    log,
  });
}

async function startOutbox({ config, log, closings }: Starting, database: Database): Promise<Relay> {
  const producer = await createProducer({ brokers: config.KAFKA_BROKERS, clientId: 'compute', log });
  closings.push(() => producer.close());
  const relay = await startRelay({
    database,
    producer,
    log,
    retentionMinutes: config.OUTBOX_RETENTION_MINUTES,
    window: config.OUTBOX_WINDOW,
    // Those it only reads, too: whoever comes first makes them.
    topics: {
      brokers: config.KAFKA_BROKERS,
      names: [topics.fleets, topics.standings, topics.situations, topics.devices],
    },
  });
  closings.push(() => relay.close());
  return relay;
}

/**
 * What devices reported, and who vouches for them. Offsets are committed after the transactions that took the events; what is read
 * twice changes nothing.
 */
function startResultsConsumer(config: ComputeConfig, services: ComputeServices): Promise<KafkaConsumer> {
  const { log } = services;
  return startConsumer({
    brokers: config.KAFKA_BROKERS,
    groupId: 'compute-results',
    topics: [topics.results, topics.devices],
    commit: 'after-handling',
    log,
    handle: async (batch) => {
      const of = (name: string) => batch.filter(({ topic }) => topic === name);
      await settleAttempts(services, parseAttemptEvents(of(topics.results), log));
      await settleVouched(services, parseDeviceRecords(of(topics.devices), log));
    },
  });
}

/** Every replica reads all of them: what devices do at present is kept in memory only. */
function startSituationsConsumer(config: ComputeConfig, services: ComputeServices): Promise<KafkaConsumer> {
  return startConsumer({
    brokers: config.KAFKA_BROKERS,
    groupId: 'compute-situations',
    topics: [topics.situations],
    fromBeginning: true,
    commit: 'manual',
    log: services.log,
    handle: (batch) => {
      services.situations.take(batch);
      return Promise.resolve();
    },
  });
}

function requireAll(...conditions: readonly boolean[]): void {
  if (!conditions.every(Boolean)) throw new Error('not ready');
}
