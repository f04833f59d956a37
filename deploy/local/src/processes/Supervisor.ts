import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ProcessSpec } from './ProcessSpec.js';

export interface SupervisorSettings {
  /** Each process's output goes to `<name>.log` in this folder. */
  readonly logFolder: string;
  /** Told when a process ended unasked and will be started again. */
  readonly onCrash: (name: string, how: string) => void;
  readonly startTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
}

interface Supervised {
  readonly spec: ProcessSpec;
  child: ChildProcess;
  crashes: number;
}

const logLimit = 10 * 1_048_576;
const longestBackOff = 10_000;

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);

/**
 * Keeps processes running: starts them, waits until they say they are ready, starts them again when they crash,
 * and stops them in reverse order. Each runs in a process group of its own, so that Ctrl-C reaches only us,
 * and ends by itself when we are gone, since its IPC channel closes then.
 */
export class Supervisor {
  readonly #running = new Map<string, Supervised>();
  #stopping = false;

  constructor(private readonly settings: SupervisorSettings) {
    mkdirSync(settings.logFolder, { recursive: true });
  }

  /** Starts a process and resolves when it is ready. Rejects with what it complained of when it is not. */
  async start(spec: ProcessSpec): Promise<void> {
    if (this.#stopping) throw new Error(`${spec.name} was not started: everything is being stopped`);
    const supervised: Supervised = { spec, child: this.#spawn(spec), crashes: 0 };
    this.#running.set(spec.name, supervised);
    await this.#untilReady(spec, supervised.child);
    this.#watch(supervised);
  }

  /** The process id of a running process. */
  pid(name: string): number | undefined {
    return this.#running.get(name)?.child.pid;
  }

  /** Stops everything, the last started first. A process that does not end in time is killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { child } of [...this.#running.values()].reverse()) await this.#end(child);
    this.#running.clear();
  }

  /** Stops some processes at the same time. */
  async stopTogether(names: readonly string[]): Promise<void> {
    this.#stopping = true;
    const leaving = names.flatMap((name) => this.#running.get(name) ?? []);
    await Promise.all(leaving.map(({ child }) => this.#end(child)));
    for (const name of names) this.#running.delete(name);
  }

  #spawn(spec: ProcessSpec): ChildProcess {
    const child = fork(spec.script, [], {
      env: { ...spec.environment },
      ...(spec.nodeFlags && { execArgv: [...spec.nodeFlags] }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    const log = path.join(this.settings.logFolder, `${spec.name}.log`);
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > logLimit) truncateSync(log);
    const output = createWriteStream(log, { flags: 'a', mode: 0o600 });
    child.stdout?.pipe(output, { end: false });
    child.stderr?.pipe(output, { end: false });
    child.once('close', () => output.end());
    return child;
  }

  #untilReady(spec: ProcessSpec, child: ChildProcess): Promise<void> {
    const limit = this.settings.startTimeoutMs ?? 60_000;
    return new Promise((resolve, reject) => {
      const fail = (problem: string) =>
        finish(() => reject(new Error(`${spec.name} did not start: ${problem}`)));
      const timer = setTimeout(() => fail(`it was not ready after ${limit / 1000} s`), limit);
      const onMessage = (message: unknown) => {
        const parsed = messageSchema.safeParse(message);
        if (!parsed.success) return;
        if (parsed.data.type === 'failed') fail(parsed.data.message);
        else finish(resolve);
      };
      const onExit = (code: number | null, signal: string | null) =>
        fail(`it ended with ${signal ?? `exit code ${code ?? '?'}`}`);
      const finish = (then: () => void) => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
        then();
      };
      child.on('message', onMessage);
      child.once('exit', onExit);
    });
  }

  #watch(supervised: Supervised): void {
    supervised.child.once('exit', (code, signal) => {
      if (this.#stopping) return;
      this.settings.onCrash(supervised.spec.name, signal ?? `exit code ${code ?? '?'}`);
      const backOff = Math.min(250 * 2 ** supervised.crashes, longestBackOff);
      supervised.crashes += 1;
      setTimeout(() => this.#restart(supervised), backOff);
    });
  }

  #restart(supervised: Supervised): void {
    if (this.#stopping) return;
    supervised.child = this.#spawn(supervised.spec);
    void this.#untilReady(supervised.spec, supervised.child).then(
      () => {
        supervised.crashes = 0;
      },
      () => undefined,
    );
    this.#watch(supervised);
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), this.settings.stopTimeoutMs ?? 20_000);
    await ended;
    clearTimeout(kill);
  }
}
