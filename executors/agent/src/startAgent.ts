import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DeviceCapabilities, type JsonValue, runnerNames } from '@ai-collective/contracts';
import type { Logger } from 'pino';
import { agentStatus } from './agentStatus.js';
import { agentVersion } from './agentVersion.js';
import { ArtifactCache } from './cache/ArtifactCache.js';
import { InputShelf } from './cache/InputShelf.js';
import { inputBlobLimit } from './leases/gatherInput.js';
import { InferencePool } from './children/InferencePool.js';
import { Consent } from './consent/Consent.js';
import { startStatusServer } from './consent/startStatusServer.js';
import { DeviceKey } from './identity/DeviceKey.js';
import type { Enrolment } from './identity/keptEnrolment.js';
import { openEnrolment } from './identity/openEnrolment.js';
import { AttemptBook } from './leases/AttemptBook.js';
import { runAttempt } from './leases/runAttempt.js';
import { DispatcherClient } from './protocol/DispatcherClient.js';
import type { BackOffLimits } from './rules/backOff.js';

export interface AgentOptions {
  /** Null: what joining told. */
  readonly dispatcherUrl: string | null;
  readonly gatewayUrl: string | null;
  readonly apiKey: string | null;
  readonly fleetId: string | null;
  readonly deviceName: string;
  readonly dataDir: string;
  readonly cores: number;
  /** Leases held beyond one for each core, so that downloads overlap with runs. */
  readonly prefetch: number;
  readonly host: string;
  readonly port: number;
  readonly cacheBytes: number;
  readonly childMemoryBytes: number;
  readonly loadLimitMs: number;
  readonly enrolmentPatienceMs: number;
  /** Time for work under way when the agent stops, milliseconds. */
  readonly drainMs: number;
  readonly reconnect: BackOffLimits;
  /** The compiled entry of an inference child. */
  readonly childEntry: URL;
  readonly log: Logger;
}

export interface Agent {
  readonly deviceId: string;
  readonly statusPort: number;
  status(): JsonValue;
  /** Takes no more work, finishes what it holds within the drain time, and ends. */
  stop(): Promise<void>;
}

/** Starts a device: identity, cache, inference children, local door, and the link to its dispatcher. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { dataDir, log } = options;
  const key = await DeviceKey.open(dataDir);
  const consent = await Consent.open(dataDir);
  const cache = await ArtifactCache.open({
    directory: join(dataDir, 'artifacts'),
    budgetBytes: options.cacheBytes,
  });
  const inputs = await InputShelf.open({ ...shelf, directory: join(dataDir, 'inputs') });
  const enrolment = await enrolmentOf(options, key);
  const { deviceId } = enrolment;
  const url = dispatcherOf(options, enrolment);
  const pool = new InferencePool({
    ...options,
    entry: options.childEntry,
    memoryBytes: options.childMemoryBytes,
    respawn,
  });
  const places = options.cores + options.prefetch;
  const book = new AttemptBook({
    places,
    run: (lease, signal) => runAttempt(lease, { cache, inputs, pool, key, deviceId, log }, signal),
  });
  let stopping = false;
  const paused = (): string | null => (stopping ? 'stopping' : consent.paused);
  const client = new DispatcherClient({
    url,
    deviceId,
    key,
    log,
    book,
    places,
    paused,
    capabilities: () => capabilitiesOf(options.cores, cache),
    reconnect: options.reconnect,
  });
  consent.onChange(() => client.consentChanged());
  const status = (): JsonValue =>
    agentStatus({ enrolment, cores: options.cores, paused: paused(), client, book, cache, pool });
  const door = await startStatusServer({
    ...options,
    consent,
    status,
    notReady: () => notReady(client),
  }).catch((error: unknown) => {
    client.stop();
    pool.close();
    throw error;
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    client.consentChanged();
    await drained(book, options.drainMs);
    client.stop();
    pool.close();
    inputs.close();
    await door.close();
  };
  return { deviceId, statusPort: door.port, status, stop };
}

/** Inputs are kept for a while after their use. */
const shelf = { maxBytes: inputBlobLimit, budgetBytes: 256 * 1024 * 1024, keepMs: 5 * 60_000 };

const respawn: BackOffLimits = { minimumMs: 100, maximumMs: 30_000 };

function enrolmentOf(options: AgentOptions, { publicKey }: DeviceKey): Promise<Enrolment> {
  return openEnrolment({
    ...options,
    name: options.deviceName,
    publicKey,
    patienceMs: options.enrolmentPatienceMs,
    retry: options.reconnect,
  });
}

function dispatcherOf({ dispatcherUrl }: AgentOptions, enrolment: Enrolment): string {
  const url = dispatcherUrl ?? enrolment.dispatcherUrl;
  if (url !== undefined) return url;
  throw new Error('DISPATCHER_URL must be set: joining did not tell where devices connect');
}

function capabilitiesOf(cores: number, cache: ArtifactCache): DeviceCapabilities {
  return {
    agentVersion,
    os: process.platform,
    architecture: process.arch,
    cores,
    memoryBytes: totalmem(),
    runners: runnerNames,
    executionProviders: ['cpu'],
    models: cache.models.slice(0, 10_000),
  };
}

function notReady({ link }: DispatcherClient): string | null {
  return link.state === 'connected' ? null : link.state === 'refused' ? link.reason : link.state;
}

/** Waits until nothing is held and everything reported is settled, or the time is up. */
async function drained(book: AttemptBook, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while ((book.held.length > 0 || book.unsettled.length > 0) && Date.now() < deadline) await delay(20);
}
