import { availableParallelism, hostname, totalmem } from 'node:os';
import { z } from 'zod';
import type { DeviceUse } from './consent/preferences.js';

const megabyte = 1024 * 1024;
const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().int().positive();

/** An empty variable means the same as an absent one, as in compose files and unit files. */
function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}

const configSchema = z.object({
  DISPATCHER_URL: optional(z.url({ protocol: /^wss?$/ })).describe(
    'the dispatcher, ws:// or wss://; default: what joining told',
  ),
  GATEWAY_URL: optional(z.url({ protocol: /^https?$/ })).describe(
    'the gateway; needed once, to enrol with a key',
  ),
  AIC_API_KEY: optional(z.string().min(1)).describe('a key with devices:manage; needed once, to enrol'),
  FLEET_ID: optional(z.string().min(1)).describe("the fleet to join; default: the community's default fleet"),
  DEVICE_NAME: z.string().min(1).max(100).default(hostname()).describe('what people see this device as'),
  DATA_DIR: z.string().min(1).default('.data/agent').describe('key, enrolment, consent, cached models'),
  DEVICE_USE: z
    .enum(['personal', 'dedicated'])
    .default('personal')
    .describe(
      'whose the device is: a personal one works only while nobody uses it, on mains power and an unmetered network, ' +
        'behind all else, unless its owner grants more; a dedicated one always',
    ),
  DEVICE_WATTS: optional(z.coerce.number().positive().max(10_000)).describe(
    'what the device draws with all granted cores at work, watts, where its processor does not let itself be asked; ' +
      'tells what energy tasks take (default: unknown)',
  ),
  EXECUTION_PROVIDERS: optional(z.string().regex(/^[a-z]+(,[a-z]+)*$/, 'names with commas between')).describe(
    'execution providers that may be used beside cpu, such as webgpu,cuda; default: all that are there',
  ),
  CORES: optional(positive).describe('cores granted; default: half of them, at least one'),
  PAUSE_GRACE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(10_000)
    .describe('how long work stands still in a pause before it is given back'),
  SLEEP_AFTER_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(600_000)
    .describe('after how long without work the inference children end, until there is some; 0: never'),
  PREFETCH: z.coerce
    .number()
    .int()
    .min(0)
    .max(64)
    .default(1)
    .describe('leases held beyond one for each core'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address of the local status door'),
  PORT: port.default(4006).describe('port of the local status door; 0: any'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  CACHE_BYTES: positive.default(10 * 1024 * megabyte).describe('disk for cached models, bytes'),
  CHILD_MEMORY_BYTES: optional(positive).describe(
    'memory of one inference child; default: half the memory, shared',
  ),
  MODEL_LOAD_LIMIT_MS: positive.default(60_000).describe('longest time to load a model'),
  ENROLMENT_PATIENCE_MS: positive.default(120_000).describe('how long to try to enrol'),
  DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(10_000)
    .describe('time for work under way when the agent stops'),
  RECONNECT_MIN_MS: positive.default(1_000).describe('shortest ceiling of the pause before reconnecting'),
  RECONNECT_MAX_MS: positive.default(60_000).describe('longest ceiling of that pause'),
});

/** Every option of the agent. `apiKey` is a secret. */
export interface Config {
  readonly dispatcherUrl: string | null;
  readonly gatewayUrl: string | null;
  readonly apiKey: string | null;
  readonly fleetId: string | null;
  readonly deviceName: string;
  readonly dataDir: string;
  readonly deviceUse: DeviceUse;
  readonly deviceWatts: number | null;
  readonly executionProviders: readonly string[] | null;
  readonly driverEnvironment: Readonly<Record<string, string>>;
  readonly cores: number;
  readonly pauseGraceMs: number;
  readonly sleepAfterMs: number;
  readonly prefetch: number;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  readonly cacheBytes: number;
  readonly childMemoryBytes: number;
  readonly loadLimitMs: number;
  readonly enrolmentPatienceMs: number;
  readonly drainMs: number;
  readonly reconnect: { readonly minimumMs: number; readonly maximumMs: number };
}

/** The options cannot be used. Names the variables, never their values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the options from the environment. Throws a {@link ConfigError}. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const parsed = configSchema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ConfigError(`The agent cannot start. ${problems.join('; ')}`);
  }
  return Object.freeze({ ...toConfig(parsed.data), driverEnvironment: driverVariables(environment) });
}

/** Where graphics drivers and their libraries are. Inference children get nothing else of the environment. */
const driverNames = [
  'LD_LIBRARY_PATH',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'XDG_RUNTIME_DIR',
  'CUDA_VISIBLE_DEVICES',
  'CUDA_PATH',
];

function driverVariables(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    driverNames.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}

function toConfig(options: z.infer<typeof configSchema>): Omit<Config, 'driverEnvironment'> {
  const cores = options.CORES ?? Math.max(1, Math.floor(availableParallelism() / 2));
  return {
    dispatcherUrl: options.DISPATCHER_URL ?? null,
    gatewayUrl: options.GATEWAY_URL ?? null,
    apiKey: options.AIC_API_KEY ?? null,
    fleetId: options.FLEET_ID ?? null,
    deviceName: options.DEVICE_NAME,
    dataDir: options.DATA_DIR,
    deviceUse: options.DEVICE_USE,
    deviceWatts: options.DEVICE_WATTS ?? null,
    executionProviders: options.EXECUTION_PROVIDERS?.split(',') ?? null,
    cores,
    pauseGraceMs: options.PAUSE_GRACE_MS,
    sleepAfterMs: options.SLEEP_AFTER_MS,
    prefetch: options.PREFETCH,
    host: options.HOST,
    port: options.PORT,
    logLevel: options.LOG_LEVEL,
    cacheBytes: options.CACHE_BYTES,
    childMemoryBytes:
      options.CHILD_MEMORY_BYTES ?? Math.max(768 * megabyte, Math.floor(totalmem() / 2 / cores)),
    loadLimitMs: options.MODEL_LOAD_LIMIT_MS,
    enrolmentPatienceMs: options.ENROLMENT_PATIENCE_MS,
    drainMs: options.DRAIN_MS,
    reconnect: { minimumMs: options.RECONNECT_MIN_MS, maximumMs: options.RECONNECT_MAX_MS },
  };
}
