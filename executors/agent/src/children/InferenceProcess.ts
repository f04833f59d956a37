import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Logger } from 'pino';
import { deviceFailure, TaskFailed } from '../failures/TaskFailed.js';
import {
  type ChildMessage,
  childMessageSchema,
  type Compared,
  type ItemOutcome,
  type RunManner,
  type RunRequest,
} from './childMessages.js';
import { offerToOutOfMemoryKiller } from './offerToOutOfMemoryKiller.js';
import { residentBytes } from './residentBytes.js';
import { RunClock } from './RunClock.js';

export interface ProcessOptions {
  /** The compiled entry of a child. */
  readonly entry: URL;
  /** Most memory a child may occupy, bytes. */
  readonly memoryBytes: number;
  /** Longest time to load a model, milliseconds. */
  readonly loadLimitMs: number;
  /** Longest comparison of a provider with cpu, milliseconds. Default: two minutes. */
  readonly comparisonLimitMs?: number;
  /** What graphics drivers look for in the environment. Default: nothing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Scheduling priority of a child: 0 as the agent's own, 19 behind everything else. Default 0. */
  readonly niceness?: number;
  readonly log: Logger;
}

/** A finished run: how each of its tasks ended, and how long and how much of a core the child says it took. */
export interface FinishedRun {
  readonly outcomes: readonly ItemOutcome[];
  readonly manner: RunManner;
  readonly runMs: number;
  readonly processorMs: number;
  /** Why it was run on cpu and not on the provider that was asked for; null when it was not. */
  readonly fellBack: string | null;
  /** How the provider beside does on the same tasks, once that is known; null when none was asked for. */
  readonly comparison: Promise<Compared> | null;
}

interface CurrentRun {
  readonly request: RunRequest;
  readonly runtimeLimitMs: number;
  readonly resolve: (result: FinishedRun) => void;
  readonly reject: (reason: TaskFailed) => void;
  clock: RunClock;
}

/** The same tasks on another provider, after they have their answers. */
interface CurrentComparison {
  readonly id: string;
  readonly resolve: (compared: Compared) => void;
  readonly clock: RunClock;
}

/** Drivers compile a model when it first runs. */
const comparisonDefaultMs = 120_000;

const memoryWatchMs = 250;
const heapShare = 0.5;

/** One inference child and the run it is busy with. A run over its limits, or canceled, ends with the child. */
export class InferenceProcess {
  readonly #options: ProcessOptions;
  readonly #child: ChildProcess;
  readonly #watch: NodeJS.Timeout;
  readonly #models = new Set<string>();
  #run: CurrentRun | null = null;
  #comparison: CurrentComparison | null = null;
  #alive = true;
  #suspended = false;

  /** Starts the child. `onExit` is called once, when it has ended for whatever reason. */
  constructor(options: ProcessOptions, onExit: () => void) {
    this.#options = options;
    const heapMegabytes = Math.max(64, Math.floor((options.memoryBytes * heapShare) / 1024 / 1024));
    this.#child = fork(options.entry, [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      // Nothing else of the agent's environment: it may hold the owner's API key.
      env: { ...options.environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => this.#onRawMessage(message));
    this.#child.on('error', (error) => options.log.error({ err: error }, 'inference process failed'));
    this.#child.on('exit', (code, signal) => {
      this.#onExit(code, signal);
      onExit();
    });
    lowerPriority(this.#child.pid, options.niceness ?? 0);
    if (this.#child.pid !== undefined) void offerToOutOfMemoryKiller(this.#child.pid);
    this.#watch = setInterval(() => void this.#watchMemory(), memoryWatchMs);
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  get idle(): boolean {
    return this.#alive && this.#busyWith === null;
  }

  /** True while it runs what has been answered already, on another provider. */
  get comparing(): boolean {
    return this.#comparison !== null;
  }

  /** True when the child has had this model loaded, and likely still has. */
  knows(modelKey: string): boolean {
    return this.#models.has(modelKey);
  }

  /** Runs tasks on an idle child. Rejects with a {@link TaskFailed} when none came to its end. */
  run(request: RunRequest, runtimeLimitMs: number): Promise<FinishedRun> {
    return new Promise((resolve, reject) => {
      const clock = new RunClock(this.#options.loadLimitMs, () => this.#endRun(loadTimedOut()));
      this.#run = { request, runtimeLimitMs, resolve, reject, clock };
      this.#child.send(request, (error) => {
        if (error !== null) this.#endRun(crashed('its input could not be handed over'));
      });
    });
  }

  /** Makes a run stand still, its limits of time too. Not on Windows, where no signal does that. */
  suspend(): void {
    if (this.#busyWith === null || this.#suspended || !canSuspend) return;
    this.#suspended = true;
    this.#busyWith.clock.pause();
    this.#child.kill('SIGSTOP');
  }

  /** Lets a run go on. */
  resume(): void {
    if (!this.#suspended) return;
    this.#suspended = false;
    this.#child.kill('SIGCONT');
    this.#busyWith?.clock.resume();
  }

  /** Ends the run with a reason, and the child with it: nothing else stops a model that is running. */
  abort(reason: TaskFailed): void {
    this.#endRun(reason);
  }

  /** Ends the child. */
  kill(): void {
    clearInterval(this.#watch);
    this.#alive = false;
    this.#endComparison(null);
    this.#child.kill('SIGKILL');
  }

  get #busyWith(): CurrentRun | CurrentComparison | null {
    return this.#run ?? this.#comparison;
  }

  /** A child that says something else is broken or turned: it gets no second word. */
  #onRawMessage(raw: unknown): void {
    const message = childMessageSchema.safeParse(raw);
    if (message.success) {
      this.#onMessage(message.data);
      return;
    }
    this.#endRun(crashed('it answered with something unknown'));
    this.kill();
  }

  #onMessage(message: ChildMessage): void {
    if (message.type === 'compared') {
      if (this.#comparison?.id === message.id) this.#endComparison(message.compared);
      return;
    }
    const run = this.#run;
    if (run?.request.id !== message.id) return;
    switch (message.type) {
      case 'started':
        this.#models.add(run.request.modelKey);
        run.clock.stop();
        run.clock = new RunClock(run.runtimeLimitMs, () => this.#endRun(runTimedOut(run.runtimeLimitMs)));
        if (this.#suspended) run.clock.pause();
        return;
      case 'finished':
        if (message.outcomes.length !== run.request.items.length) {
          this.#endRun(crashed('it answered for other tasks than it was given'));
          return;
        }
        this.#settle();
        run.resolve({ ...message, comparison: this.#beginComparison(run.request) });
        return;
      case 'failed':
        this.#settle();
        run.reject(new TaskFailed(message.failure));
        return;
    }
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null): void {
    this.#alive = false;
    clearInterval(this.#watch);
    const how = signal === null ? `exited with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
    this.#endComparison({ unsuitable: `the process ${how}` });
    this.#settle()?.reject(crashed(`the process ${how}`));
  }

  #beginComparison({ id, beside }: RunRequest): Promise<Compared> | null {
    if (beside === null) return null;
    return new Promise((resolve) => {
      const limitMs = this.#options.comparisonLimitMs ?? comparisonDefaultMs;
      const clock = new RunClock(limitMs, () => {
        this.#endComparison({ unsuitable: `takes longer than ${limitMs} ms` });
        this.kill();
      });
      this.#comparison = { id, resolve, clock };
    });
  }

  #endComparison(compared: Compared): void {
    const comparison = this.#comparison;
    this.#comparison = null;
    comparison?.clock.stop();
    comparison?.resolve(compared);
  }

  #endRun(reason: TaskFailed): void {
    const run = this.#settle();
    if (run === null) return;
    this.kill();
    run.reject(reason);
  }

  #settle(): CurrentRun | null {
    const run = this.#run;
    this.#run = null;
    run?.clock.stop();
    this.resume();
    return run;
  }

  async #watchMemory(): Promise<void> {
    if (this.pid === null || !this.#alive) return;
    const bytes = await residentBytes(this.pid);
    if (bytes === null || bytes <= this.#options.memoryBytes) return;
    this.#options.log.warn({ pid: this.pid, bytes }, 'inference process exceeded its memory');
    this.#endComparison({ unsuitable: 'needs more memory than this device grants' });
    this.#endRun(deviceFailure('MEMORY_EXCEEDED', 'The model needed more memory than this device grants.'));
    this.kill();
  }
}

const canSuspend = process.platform !== 'win32';

/** A child that ended already, or a system that refuses, leaves the priority as it is. */
function lowerPriority(pid: number | undefined, niceness: number): void {
  if (pid === undefined || niceness === 0) return;
  try {
    setPriority(pid, niceness);
  } catch {
    // The exit of a child is reported elsewhere.
  }
}

function loadTimedOut(): TaskFailed {
  return deviceFailure('MODEL_LOAD_TIMED_OUT', 'The model took too long to load on this device.');
}

function runTimedOut(limitMs: number): TaskFailed {
  return deviceFailure('RUN_TIMED_OUT', `The run took longer than its limit of ${limitMs} ms.`);
}

function crashed(how: string): TaskFailed {
  return deviceFailure('MODEL_CRASHED', `The model's process ended in the middle of the run: ${how}.`);
}
