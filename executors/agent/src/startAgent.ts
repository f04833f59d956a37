import { totalmem } from 'node:os';
import { join } from 'node:path';
import { type DeviceCapabilities, type JsonValue, runnerNames } from '@ai-collective/contracts';
import type { Logger } from 'pino';
import { agentStatus } from './agentStatus.js';
import { agentVersion } from './agentVersion.js';
import { ArtifactCache } from './cache/ArtifactCache.js';
import { cacheFolders } from './cache/cacheFolders.js';
import { InputShelf } from './cache/InputShelf.js';
import { inputBlobLimit } from './leases/gatherInput.js';
import { InferencePool } from './children/InferencePool.js';
import { Brake } from './consent/Brake.js';
import { type Granted, grantedBy } from './consent/grantedBy.js';
import { openDoorKey, publishDoor } from './consent/openDoorKey.js';
import { openOwnersWord, type OwnersWord } from './consent/openOwnersWord.js';
import type { DeviceUse } from './consent/preferences.js';
import { Slumber } from './consent/Slumber.js';
import type { Tally } from './consent/Tally.js';
import {
  startStatusServer,
  type StatusServer,
  type StatusServerOptions,
} from './consent/startStatusServer.js';
import { DeviceKey } from './identity/DeviceKey.js';
import type { Enrolment } from './identity/keptEnrolment.js';
import { openEnrolment } from './identity/openEnrolment.js';
import { AttemptBook } from './leases/AttemptBook.js';
import { Halt } from './leases/Halt.js';
import { type AttemptParts, runAttempt } from './leases/runAttempt.js';
import { Leaving } from './leave/Leaving.js';
import { localDay } from './localDay.js';
import { energyMeterFor } from './observations/energyMeterFor.js';
import type { Observer } from './observations/observerFor.js';
import { Providers } from './providers/Providers.js';
import { type ClientOptions, DispatcherClient } from './protocol/DispatcherClient.js';
import type { BackOffLimits } from './rules/backOff.js';

export interface AgentOptions {
  /** Null: what joining told. */
  readonly dispatcherUrl: string | null;
  readonly gatewayUrl: string | null;
  readonly apiKey: string | null;
  readonly fleetId: string | null;
  readonly deviceName: string;
  readonly dataDir: string;
  /** Whose the device is: what holds until its owner says otherwise. */
  readonly deviceUse: DeviceUse;
  /** Cores granted where the owner chose no number. */
  readonly cores: number;
  /** How long work stands still in a pause before it is given back, milliseconds. */
  readonly pauseGraceMs: number;
  /** After how long without work the device sleeps, milliseconds; 0: never. */
  readonly sleepAfterMs: number;
  /** What it draws with all granted cores at work, as its owner says; absent or null: unknown. */
  readonly deviceWatts?: number | null;
  /** Finds out how the device is used; default: as the platform tells. */
  readonly observer?: Observer;
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
  /** Execution providers that may be used beside cpu; null: all that are there. */
  readonly executionProviders: readonly string[] | null;
  /** What graphics drivers look for in the environment. */
  readonly driverEnvironment: Readonly<Record<string, string>>;
  /** The compiled entries of an inference child, and of what tries an execution provider. */
  readonly childEntry: URL;
  readonly probeEntry: URL;
  readonly log: Logger;
}

export interface Agent {
  readonly deviceId: string;
  readonly statusPort: number;
  status(): JsonValue;
  /** Settled when its owner has had it leave its fleet: nothing is left to do but to stop. */
  readonly left: Promise<void>;
  /** Takes no more work, finishes what it holds within the drain time, and ends. */
  stop(): Promise<void>;
}

/** Starts a device: identity, cache, inference children, local door, and the link to its dispatcher. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { dataDir, drainMs, log } = options;
  const key = await DeviceKey.open(dataDir);
  const owner = await openOwnersWord(options);
  const { permission, preferences, tally } = owner;
  const granted = grantedBy(options, preferences, () => pool.latestBatch);
  const cache = await ArtifactCache.open({
    directory: join(dataDir, cacheFolders.artifacts),
    budgetBytes: granted.cacheBytes,
  });
  const inputs = await InputShelf.open({ ...shelf, directory: join(dataDir, cacheFolders.inputs) });
  const enrolment = await enrolmentOf(options, key);
  const { deviceId } = enrolment;
  const providers = await providersOf(options);
  const pool = poolOf(options, granted, providers);
  const book = bookOf(
    { granted, tally, onLease: () => slumber.wake() },
    { cache, inputs, pool, key, deviceId, log },
  );
  const brake = new Brake({ pool, book, graceMs: canSuspend ? options.pauseGraceMs : 0 });
  const halt = new Halt({ permission, book, drainMs, onChange: () => client.consentChanged() });
  const paused = (): string | null => halt.paused;
  const slumber = new Slumber({
    ...{ pool, book, afterMs: options.sleepAfterMs },
    onWake: () => client.consentChanged(),
  });
  const client = clientOf(options, granted, {
    ...{ enrolment, key, book, cache, inputs, providers, pool, paused },
    asleep: () => slumber.asleep !== null,
  });
  followOwner(owner, granted, { brake, pool, cache, client });
  providers.onFound(() => client.capabilitiesChanged());
  const parts = { ...owner, enrolment, client, book, cache, pool, providers, slumber };
  const status = (): JsonValue => agentStatus({ ...parts, cores: granted.cores, paused: paused() });
  const close = (): void => {
    for (const part of [brake, slumber, permission]) part.close();
    client.stop();
    pool.close();
    inputs.close();
  };
  const leaving = new Leaving({ ...options, halt, close });
  const door = await openDoor({
    ...{ ...options, ...owner, status, notReady: () => notReady(client) },
    leave: (terms) => leaving.start(terms),
    onLeft: () => leaving.finish(),
  }).catch((error: unknown) => {
    close();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await halt.begin();
    close();
    await tally.save();
    await providers.close();
    await door.close();
  };
  return { deviceId, statusPort: door.port, status, left: leaving.left, stop };
}

interface ClientParts extends Pick<ClientOptions, 'key' | 'book' | 'paused' | 'asleep'> {
  readonly enrolment: Enrolment;
  readonly cache: ArtifactCache;
  readonly inputs: InputShelf;
  readonly providers: Providers;
  readonly pool: InferencePool;
}

function clientOf(
  options: AgentOptions,
  granted: Granted,
  { enrolment, cache, inputs, providers, pool, ...parts }: ClientParts,
): DispatcherClient {
  return new DispatcherClient({
    ...parts,
    url: dispatcherOf(options, enrolment),
    deviceId: enrolment.deviceId,
    log: options.log,
    get places() {
      return Math.floor(granted.places * pool.available);
    },
    capabilities: () => capabilitiesOf(granted.cores, { cache, inputs, providers }),
    reconnect: options.reconnect,
  });
}

interface Obedient {
  readonly brake: Brake;
  readonly pool: InferencePool;
  readonly cache: ArtifactCache;
  readonly client: DispatcherClient;
}

/** Has every part do what the owner grants, now and whenever that changes. */
function followOwner({ permission, preferences }: OwnersWord, granted: Granted, parts: Obedient): void {
  const { brake, pool, cache, client } = parts;
  const follow = (): void => {
    brake.share(preferences.current.cpuShare);
    brake.set(permission.paused !== null);
    pool.resize(granted.cores);
    void cache.resize(granted.cacheBytes);
    client.consentChanged();
  };
  permission.onChange(follow);
  follow();
}

const canSuspend = process.platform !== 'win32';

/** On a personal device children come behind everything its owner does. */
const niceness: Readonly<Record<DeviceUse, number>> = { personal: 19, dedicated: 0 };

function providersOf(options: AgentOptions): Promise<Providers> {
  const { dataDir, probeEntry, executionProviders, driverEnvironment, log } = options;
  return Providers.open({
    directory: dataDir,
    entry: probeEntry,
    allowed: executionProviders,
    environment: driverEnvironment,
    log,
  });
}

function poolOf(options: AgentOptions, granted: Granted, { suitabilities }: Providers): InferencePool {
  const energy = energyMeterFor(process.platform, {
    declaredWatts: options.deviceWatts ?? null,
    cores: () => granted.cores,
  });
  return new InferencePool({
    entry: options.childEntry,
    cores: granted.cores,
    get memoryBytes() {
      return granted.childMemoryBytes;
    },
    loadLimitMs: options.loadLimitMs,
    niceness: niceness[options.deviceUse],
    respawn,
    environment: options.driverEnvironment,
    suitabilities,
    ...(energy !== null && { energy }),
    log: options.log,
  });
}

interface Booking {
  readonly granted: Granted;
  readonly tally: Tally;
  readonly onLease: () => void;
}

function bookOf({ granted, tally, onLease }: Booking, parts: AttemptParts): AttemptBook {
  return new AttemptBook({
    get places() {
      return granted.places;
    },
    run: async (lease, signal) => {
      onLease();
      const result = await runAttempt(lease, parts, signal);
      if (!signal.aborted) tally.add(result, localDay(new Date()));
      return result;
    },
  });
}

type DoorOptions = Omit<StatusServerOptions, 'token'> & Pick<AgentOptions, 'dataDir'>;

async function openDoor(options: DoorOptions): Promise<StatusServer> {
  const { dataDir } = options;
  const token = await openDoorKey(dataDir);
  const door = await startStatusServer({ ...options, token });
  await publishDoor(dataDir, { url: `http://127.0.0.1:${door.port}`, token });
  return door;
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

function capabilitiesOf(
  cores: number,
  { cache, inputs, providers }: Pick<ClientParts, 'cache' | 'inputs' | 'providers'>,
): DeviceCapabilities {
  const { findings } = providers.suitabilities;
  return {
    agentVersion,
    os: process.platform,
    architecture: process.arch,
    cores,
    memoryBytes: totalmem(),
    runners: runnerNames,
    executionProviders: providers.usable,
    models: cache.models.slice(0, 10_000),
    inputs: inputs.kept.slice(-1_000),
    speeds: findings.flatMap(({ modelVersionId, provider, msPerItem }) =>
      msPerItem === null ? [] : [{ modelVersionId, provider, msPerItem }],
    ),
  };
}

function notReady({ link }: DispatcherClient): string | null {
  return link.state === 'connected' ? null : link.state === 'refused' ? link.reason : link.state;
}
