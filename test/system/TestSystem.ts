import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalSystem } from '@ai-collective/local';
import { z } from 'zod';
import { Api } from './Api.js';
import { freePortBlock } from './freePortBlock.js';

/** The project's root folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

const jwkSchema = z.looseObject({ kid: z.string(), x: z.string(), d: z.string() });

const keySetSchema = z.object({ keys: z.tuple([jwkSchema]).rest(jwkSchema) });

const secretsSchema = z.object({
  postgresPassword: z.string(),
  servicePassword: z.string(),
  capabilitySecret: z.string(),
  identitySealingKey: z.string(),
  apiKey: z.string(),
});

/** The keys are the first of those that sign. */
export interface TestSecrets extends z.infer<typeof secretsSchema> {
  readonly passportPrivateJwk: TestJwk;
  readonly identityPrivateJwk: TestJwk;
}

type TestJwk = z.infer<typeof jwkSchema>;

/** A folder for a test of its own, which PostgreSQL may pass through when the tests run as root. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aic-system-'));
  await chmod(folder, 0o755);
  return folder;
}

/** The whole system as real processes, with data and ports of its own. */
export class TestSystem {
  readonly api: Api;

  private constructor(
    private system: LocalSystem,
    private readonly settings: Preparation,
  ) {
    this.api = new Api(system.connection);
  }

  static async start(settings: TestSettings = {}): Promise<TestSystem> {
    const dataFolder = await temporaryFolder();
    const preparation = { ...settings, dataFolder, port: await freePortBlock(), crashes: [] };
    const system = await prepare(preparation);
    const started = new TestSystem(system, preparation);
    try {
      await system.start();
    } catch (error) {
      await started.end();
      throw error;
    }
    return started;
  }

  /** The names of the processes that ended unasked, in order. */
  get crashes(): readonly string[] {
    return this.settings.crashes;
  }

  get dataFolder(): string {
    return this.settings.dataFolder;
  }

  get ports() {
    return this.system.ports;
  }

  pid(name: string): number {
    const pid = this.system.pid(name);
    if (pid === undefined) throw new Error(`${name} does not run.`);
    return pid;
  }

  /** `kill -9`; the supervisor starts the process again. Answers the id the process had. */
  kill(name: string): number {
    const pid = this.pid(name);
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  /** Stops every process and starts all of them again on the same data and ports. */
  async restart(): Promise<void> {
    await this.system.stop();
    this.system = await prepare(this.settings);
    await this.system.start();
  }

  async secrets(): Promise<TestSecrets> {
    return {
      ...secretsSchema.parse(await this.#readJson('secrets.json')),
      passportPrivateJwk: keySetSchema.parse(await this.#readJson('keys/passport.json')).keys[0],
      identityPrivateJwk: keySetSchema.parse(await this.#readJson('keys/identity.json')).keys[0],
    };
  }

  async #readJson(file: string): Promise<unknown> {
    return JSON.parse(await readFile(path.join(this.dataFolder, file), 'utf8'));
  }

  /** Every process's log, by its file's name. */
  async logs(): Promise<ReadonlyMap<string, string>> {
    const folder = path.join(this.dataFolder, 'logs');
    const names = await readdir(folder);
    const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
    return new Map(names.map((name, index) => [name, texts[index] ?? '']));
  }

  /** Stops everything and deletes the data. */
  async end(): Promise<void> {
    await this.system.stop();
    await rm(this.dataFolder, { recursive: true, force: true });
  }
}

interface TestSettings {
  readonly kafkaBrokers?: string;
  /** Lets communities trust issuers on this machine. */
  readonly allowLoopbackIssuers?: boolean;
}

interface Preparation extends TestSettings {
  readonly dataFolder: string;
  readonly port: number;
  readonly crashes: string[];
}

function prepare({ crashes, ...settings }: Preparation): Promise<LocalSystem> {
  return LocalSystem.prepare({
    ...settings,
    root: projectRoot,
    onCrash: (name) => crashes.push(name),
  });
}
