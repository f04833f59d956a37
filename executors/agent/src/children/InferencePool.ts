import { type BackOffLimits, backOff } from '../rules/backOff.js';
import { deviceFailure, type TaskFailed } from '../failures/TaskFailed.js';
import type { RunRequest } from './childMessages.js';
import { InferenceProcess, type ProcessOptions, type RunResult } from './InferenceProcess.js';

export interface PoolOptions extends ProcessOptions {
  /** Children, one for each core the owner grants. */
  readonly cores: number;
  /** Pause before a crashed child is replaced. */
  readonly respawn: BackOffLimits;
}

interface Waiting {
  readonly request: RunRequest;
  readonly runtimeLimitMs: number;
  readonly signal: AbortSignal;
  readonly resolve: (run: Promise<RunResult>) => void;
  readonly reject: (reason: TaskFailed) => void;
  /** Leaves the queue when the run is canceled. */
  readonly giveUp: () => void;
}

/** The inference children of this agent. Runs wait in order for a free child; one that has the model comes first. */
export class InferencePool {
  readonly #options: PoolOptions;
  readonly #children = new Set<InferenceProcess>();
  readonly #respawns = new Set<NodeJS.Timeout>();
  #waiting: Waiting[] = [];
  #crashes = 0;
  #cores: number;
  #suspended = false;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#cores = options.cores;
    for (let core = 0; core < options.cores; core++) this.#spawn();
  }

  /** Process ids of the children alive now. */
  get pids(): readonly number[] {
    return [...this.#children].flatMap(({ pid }) => (pid === null ? [] : [pid]));
  }

  /**
   * Runs a task within its limit. Rejects with a `TaskFailed`: the runner's own reason, RUN_TIMED_OUT, MODEL_CRASHED,
   * MEMORY_EXCEEDED, or ATTEMPT_CANCELED when `signal` is aborted. The caller bounds how many runs wait.
   */
  run(request: RunRequest, runtimeLimitMs: number, signal: AbortSignal): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(canceled());
        return;
      }
      const giveUp = (): void => this.#giveUp(waiting);
      const waiting: Waiting = { request, runtimeLimitMs, signal, resolve, reject, giveUp };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(waiting);
      this.#serve();
    });
  }

  /** Makes runs stand still and starts none. */
  suspend(): void {
    this.#suspended = true;
    for (const child of this.#children) child.suspend();
  }

  /** Lets runs go on. */
  resume(): void {
    this.#suspended = false;
    for (const child of this.#children) child.resume();
    this.#serve();
  }

  /** Has another number of children from now on; one too many ends when it has nothing to do. */
  resize(cores: number): void {
    this.#cores = cores;
    this.#retire();
    while (this.#children.size + this.#respawns.size < cores) this.#spawn();
  }

  /** Ends every child at once; runs under way fail. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#respawns) clearTimeout(timer);
    for (const child of this.#children) {
      child.abort(deviceFailure('DEVICE_STOPPED', 'The device stopped before the run was over.'));
      child.kill();
    }
  }

  #giveUp(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    waiting.reject(canceled());
  }

  #serve(): void {
    if (this.#suspended) return;
    for (const child of this.#children) {
      if (!child.idle) continue;
      const next = this.#waiting.find(({ request }) => child.knows(request.modelKey)) ?? this.#waiting[0];
      if (next === undefined) return;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      next.signal.removeEventListener('abort', next.giveUp);
      next.resolve(this.#runOn(child, next));
    }
  }

  async #runOn(child: InferenceProcess, { request, runtimeLimitMs, signal }: Waiting): Promise<RunResult> {
    const abort = (): void => child.abort(canceled());
    signal.addEventListener('abort', abort, { once: true });
    try {
      const result = await child.run(request, runtimeLimitMs);
      this.#crashes = 0;
      return result;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#retire();
      this.#serve();
    }
  }

  #retire(): void {
    const excess = this.#children.size - this.#cores;
    for (const child of [...this.#children].filter(({ idle }) => idle).slice(0, Math.max(0, excess))) {
      child.kill();
      this.#children.delete(child);
    }
  }

  #spawn(): void {
    const child = new InferenceProcess(this.#options, () => {
      this.#children.delete(child);
      if (!this.#closed && this.#children.size + this.#respawns.size < this.#cores) this.#respawnLater();
    });
    this.#children.add(child);
    this.#serve();
  }

  #respawnLater(): void {
    const pause = this.#crashes === 0 ? 0 : backOff(this.#crashes - 1, this.#options.respawn, Math.random());
    this.#crashes++;
    const timer = setTimeout(() => {
      this.#respawns.delete(timer);
      this.#spawn();
    }, pause);
    this.#respawns.add(timer);
  }
}

function canceled(): TaskFailed {
  return deviceFailure('ATTEMPT_CANCELED', 'The attempt was canceled.');
}
