import path from 'node:path';
import {
  createAuthorizer,
  createProducer,
  openDatabase,
  policyProblems,
  startPolicyStore,
  startRelay,
  type Database,
  type HttpServer,
  type Logger,
} from '@ai-collective/platform';
import type { StorageConfig } from './config.js';
import { BlobDirectory } from './disk/BlobDirectory.js';
import { localDisk } from './disk/localDisk.js';
import { BlobEntity } from './entities/BlobEntity.js';
import type { HttpParts } from './http/HttpParts.js';
import { migrations } from './migrations/index.js';
import { KeyedLock } from './operations/KeyedLock.js';
import { openStore } from './operations/openStore.js';
import { serviceName } from './operations/serviceName.js';
import { serveStorage } from './serveStorage.js';

/** Starts the whole service. Rejects when the database cannot be reached, or with DATA_DIR_MISMATCH or PORT_TAKEN. */
export async function startStorage(config: StorageConfig, log: Logger): Promise<HttpServer> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const server = await start(config, log, closers);
    return { port: server.port, url: server.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  config: StorageConfig,
  log: Logger,
  closers: (() => Promise<void>)[],
): Promise<HttpServer> {
  const closing = <T extends { close(): Promise<void> }>(part: T): T => {
    closers.push(() => part.close());
    return part;
  };
  const database = closing(await openStorageDatabase(config, log));
  const directory = new BlobDirectory(localDisk, path.resolve(config.DATA_DIR));
  await openStore({ database, directory, log });
  const brokers = config.KAFKA_BROKERS;
  const [producer, policies] = await Promise.all([
    createProducer({ brokers, clientId: serviceName, log }).then(closing),
    startPolicyStore({ brokers, service: serviceName, log, check: policyProblems }).then(closing),
  ]);
  const { OUTBOX_RETENTION_MINUTES: retentionMinutes, OUTBOX_WINDOW: window } = config;
  closing(await startRelay({ database, producer, log, retentionMinutes, window }));
  const parts: HttpParts = {
    ...transferLimits(config),
    ...urlParts(config),
    ...createAuthorizer(policies),
    database,
    directory,
    policies,
    log,
    lock: new KeyedLock(),
  };
  const kafka = () => {
    if (!producer.isReady() || !policies.isReady()) throw new Error('the broker cannot be reached');
  };
  const readiness = [
    { name: 'postgres', check: () => database.ping() },
    { name: 'kafka', check: kafka },
    { name: 'disk', check: () => directory.probe() },
  ];
  const jwks = config.PASSPORT_JWKS;
  return closing(await serveStorage(parts, { host: config.HOST, port: config.PORT, jwks, readiness }));
}

function openStorageDatabase(config: StorageConfig, log: Logger): Promise<Database> {
  return openDatabase({
    service: serviceName,
    url: config.DATABASE_URL,
    ownerUrl: config.DATABASE_OWNER_URL,
    pool: config.DATABASE_POOL,
    entities: [BlobEntity],
    migrations,
    log,
  });
}

function transferLimits(config: StorageConfig) {
  return {
    reserveBytes: config.MIN_FREE_BYTES,
    maxUploads: config.MAX_UPLOADS,
    maxDownloads: config.MAX_DOWNLOADS,
    idleMilliseconds: config.TRANSFER_IDLE_SECONDS * 1_000,
  };
}

function urlParts(config: StorageConfig) {
  return {
    capabilitySecret: config.CAPABILITY_SECRET,
    publicUrl: config.STORAGE_PUBLIC_URL,
    now: () => Math.floor(Date.now() / 1_000),
  };
}
