import path from 'node:path';
import {
  ApiError,
  deviceName,
  inferPicture,
  uploadFile,
  type Connection,
  type Reading,
} from '@ai-collective/cli';
import { createSignInLink } from './firstRun/createSignInLink.js';
import { ensureOcrModel, ocrModelSlug } from './firstRun/ensureOcrModel.js';
import { LocalSystem } from './LocalSystem.js';
import { apiKeyFileName } from './plan/LocalSecrets.js';
import type { launcherConfig } from './options/config.js';
import type { StartOptions } from './options/parseOptions.js';
import { describeReading, describeSystem } from './describe.js';

export interface StartContext {
  readonly root: string;
  readonly options: StartOptions;
  readonly config: ReturnType<typeof launcherConfig>;
  /** A line of the result. */
  readonly print: (line: string) => void;
  /** A line beside the result. */
  readonly say: (line: string) => void;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

const inferenceLimitMs = 120_000;

/** Starts everything, runs a first inference, and stays up until told to stop, or stops at once with `--once`. */
export async function runStart(context: StartContext): Promise<void> {
  const { options, say } = context;
  const started = performance.now();
  const system = await prepare(context);
  try {
    await stoppable(context.signal, system.start());
    say('running a first inference');
    const reading = await stoppable(context.signal, firstInference(context, system.connection));
    if (options.json) context.print(JSON.stringify(publicReading(reading)));
    else
      await printReading(context, system.connection, { reading, sinceStartMs: performance.now() - started });
    if (options.once) return;
    const link = await createSignInLink(system.connection);
    describeSystem({
      url: system.connection.url,
      link,
      ...foldersOf(options.dataFolder),
    }).forEach(context.print);
    await aborted(context.signal);
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    say('stopping');
    await system.stop();
  }
}

function prepare({ root, options, config, say }: StartContext): Promise<LocalSystem> {
  return LocalSystem.prepare({
    root,
    dataFolder: options.dataFolder,
    port: options.port,
    host: options.host,
    fresh: options.fresh,
    databaseUrl: config.DATABASE_URL,
    kafkaBrokers: config.KAFKA_BROKERS,
    logLevel: config.LOG_LEVEL,
    allowLoopbackIssuers: config.OIDC_ALLOW_LOOPBACK,
    onStep: say,
    onCrash: (name, how) =>
      say(`${name} ended unexpectedly (${how}) and is started again; see ${options.dataFolder}/logs`),
  });
}

async function firstInference({ root, options }: StartContext, connection: Connection): Promise<Reading> {
  await ensureOcrModel(connection);
  const file = options.image ?? path.join(root, 'deploy/local/pictures/welcome.png');
  const image = await uploadFile(connection, file);
  return inferPicture(connection, { model: ocrModelSlug, image, timeoutMs: inferenceLimitMs });
}

async function printReading(
  { print }: StartContext,
  connection: Connection,
  { reading, sinceStartMs }: { readonly reading: Reading; readonly sinceStartMs: number },
): Promise<void> {
  const device = await deviceName(connection, reading.deviceId);
  describeReading(reading, { device, sinceStartMs }).forEach(print);
}

/** Folders as a person at the project's root would write them. */
function foldersOf(dataFolder: string) {
  const relative = path.relative(process.cwd(), dataFolder);
  const shown = relative.startsWith('..') ? dataFolder : relative;
  return { dataFolder: shown, apiKeyFile: path.join(shown, apiKeyFileName) };
}

/** What `--json` promises, and no more. */
function publicReading({ text, lines, jobId, deviceId, milliseconds }: Reading) {
  return { text, lines, jobId, deviceId, milliseconds };
}

/** Gives up on work when the signal is aborted; what was started is stopped by the caller. */
function stoppable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    aborted(signal).then(() => {
      throw new ApiError('INTERRUPTED', 'Interrupted.');
    }),
  ]);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
