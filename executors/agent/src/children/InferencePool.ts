import { type BackOffLimits, backOff } from '../rules/backOff.js';
import { deviceFailure, TaskFailed } from '../failures/TaskFailed.js';
import type { EnergyMeter } from '../observations/EnergyMeter.js';
import { batchMates, type BatchCandidate } from '../rules/batchMates.js';
import type { LearntBatch } from '../rules/placesFor.js';
import {
  afterComparison,
  afterFailure,
  afterRun,
  afterVerdict,
  cpu,
  type RunPlan,
} from '../rules/suitability.js';
import { BatchMemory } from './BatchMemory.js';
import type { Compared, RunRequest } from './childMessages.js';
import { type FinishedRun, InferenceProcess, type ProcessOptions } from './InferenceProcess.js';
import { canceled, isAccident } from './endings.js';
import type { Suitabilities } from './Suitabilities.js';

/** One task for a child: its model, its input, and where the input's blobs lie. */
export type TaskRun = Omit<RunRequest, 'type' | 'items' | keyof RunPlan> &
  RunRequest['items'][number] &
  BatchCandidate;

/** A task that came to its end: the canonical JSON of its output, and its share of the time and energy the child took. */
export interface RunResult {
  readonly output: Uint8Array;
  readonly runMs: number;
  /** Null where it cannot be told, and of a run that stood still in between. */
  readonly joules: number | null;
}

export interface PoolOptions extends ProcessOptions {
  /** Children, one for each core the owner grants. */
  readonly cores: number;
  /** Pause before a crashed child is replaced. */
  readonly respawn: BackOffLimits;
  /** Default: the energy of runs is unknown. */
  readonly energy?: EnergyMeter;
  /** On which execution providers models run. Default: all on cpu. */
  readonly suitabilities?: Suitabilities;
}

interface Waiting {
  readonly request: TaskRun;
  readonly runtimeLimitMs: number;
  readonly signal: AbortSignal;
  readonly resolve: (run: RunResult) => void;
  readonly reject: (reason: unknown) => void;
  /** Set once a run together with others ended with their process: the next one is for it alone. */
  readonly alone: boolean;
  /** Leaves the queue when the run is canceled. */
  readonly giveUp: () => void;
}

/**
 * The inference children of this agent. Runs wait in order for a free child; one that has the model comes first, and where
 * its runner can, others of the same model with it: as many as was found to be quickest on this device.
 */
export class InferencePool {
  readonly #options: PoolOptions;
  readonly #children = new Set<InferenceProcess>();
  readonly #respawns = new Set<NodeJS.Timeout>();
  #waiting: Waiting[] = [];
  readonly #memory = new BatchMemory();
  #crashes = 0;
  #cores: number;
  #suspended = false;
  #asleep = false;
  #suspensions = 0;
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

  /** Which part of the children is free for tasks: those that compare providers are not, for as long as it takes. */
  get available(): number {
    const children = [...this.#children];
    const comparing = children.filter((child) => child.comparing).length;
    return comparing === 0 ? 1 : 1 - comparing / children.length;
  }

  /** What was learnt of the kind of task that ran last; null when that was a while ago. */
  get latestBatch(): LearntBatch | null {
    return this.#memory.latest;
  }

  /** From what the energy of runs is known. */
  get energySource(): EnergyMeter['source'] | 'unknown' {
    return this.#options.energy?.source ?? 'unknown';
  }

  /**
   * Runs a task within its limit. Rejects with a `TaskFailed`: the runner's own reason, RUN_TIMED_OUT, MODEL_CRASHED,
   * MEMORY_EXCEEDED, or ATTEMPT_CANCELED when `signal` is aborted. The caller bounds how many runs wait.
   */
  run(request: TaskRun, runtimeLimitMs: number, signal: AbortSignal): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(canceled());
        return;
      }
      const giveUp = (): void => this.#giveUp(waiting);
      const waiting: Waiting = { request, runtimeLimitMs, signal, resolve, reject, alone: false, giveUp };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(waiting);
      this.wake();
      this.#serve();
    });
  }

  /** Makes runs stand still and starts none. */
  suspend(): void {
    this.#suspended = true;
    this.#suspensions++;
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
    this.#fill();
  }

  /** Ends the children until there is something to run, for their memory; one that runs something keeps all of them. */
  sleep(): void {
    if (this.#waiting.length > 0 || [...this.#children].some(({ idle }) => !idle)) return;
    this.#asleep = true;
    for (const timer of this.#respawns) clearTimeout(timer);
    this.#respawns.clear();
    for (const child of this.#children) child.kill();
    this.#children.clear();
  }

  /** Has children again: a run does so by itself, but starting them takes a while. */
  wake(): void {
    if (!this.#asleep) return;
    this.#asleep = false;
    this.#fill();
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
      const plan = this.#planOf(next.request);
      const batch = this.#batchOf(next, plan);
      this.#waiting = this.#waiting.filter((other) => !batch.includes(other));
      for (const one of batch) one.signal.removeEventListener('abort', one.giveUp);
      void this.#runOn(child, batch, plan);
    }
  }

  /** Models whose answers are to be the same to the last bit run singly, and on cpu. */
  #planOf(request: TaskRun): RunPlan {
    const { suitabilities } = this.#options;
    if (suitabilities === undefined || request.maxBatch === 1) return { provider: cpu, beside: null };
    return suitabilities.plan(modelOf(request));
  }

  /** What is run together with a task, itself first. */
  #batchOf(first: Waiting, { provider }: RunPlan): readonly Waiting[] {
    const mates = batchMates(first.request);
    if (first.alone || mates === null) return [first];
    const others = this.#waiting.filter(
      (other) => other !== first && !other.alone && batchMates(other.request)?.key === mates.key,
    );
    const size = this.#memory.nextSize(`${provider} ${mates.key}`, Math.min(mates.most, 1 + others.length));
    return [first, ...others.slice(0, size - 1)];
  }

  async #runOn(child: InferenceProcess, batch: readonly Waiting[], plan: RunPlan): Promise<void> {
    const abort = (): void => {
      // Those still wanted go on.
      if (batch.every(({ signal }) => signal.aborted)) child.abort(canceled());
    };
    for (const { signal } of batch) signal.addEventListener('abort', abort, { once: true });
    const energy = this.#options.energy?.begin();
    const suspensions = this.#suspensions;
    try {
      const limit = Math.min(...batch.map(({ runtimeLimitMs }) => runtimeLimitMs));
      const run = await child.run(requestOf(batch, plan), limit);
      const joules = energy?.end(run.runMs) ?? null;
      this.#noteRun(batch, plan, run);
      this.#settle(
        batch,
        { ...run, provider: plan.provider },
        suspensions === this.#suspensions ? joules : null,
      );
      this.#noteComparison(batch, plan, await run.comparison);
    } catch (error) {
      if (this.#blames(batch, plan, error)) this.#again(batch, { alone: false });
      else this.#giveBack(batch, error, plan);
    } finally {
      energy?.end(0);
      for (const { signal } of batch) signal.removeEventListener('abort', abort);
      this.#retire();
      this.#serve();
    }
  }

  /** Notes how the model did where it ran. */
  #noteRun([first]: readonly Waiting[], { provider }: RunPlan, run: FinishedRun): void {
    if (first === undefined) return;
    const { fellBack, outcomes, runMs } = run;
    const isWhole = outcomes.every((outcome) => 'output' in outcome);
    if (fellBack === null && !isWhole) return;
    this.#options.suitabilities?.note(modelOf(first.request), (known) =>
      fellBack === null
        ? afterRun(known, provider, Math.max(runMs / outcomes.length, 0.001))
        : afterFailure(known, provider, fellBack),
    );
  }

  #noteComparison([first]: readonly Waiting[], { beside }: RunPlan, compared: Compared): void {
    if (first === undefined || beside === null || compared === null) return;
    this.#options.suitabilities?.note(modelOf(first.request), (known) =>
      'unsuitable' in compared
        ? afterVerdict(known, beside, compared.unsuitable)
        : afterComparison(known, beside, compared),
    );
  }

  /** A process that ends on another provider than cpu ended because of it, until cpu is seen to end the same way. */
  #blames(batch: readonly Waiting[], { provider }: RunPlan, error: unknown): boolean {
    const [first] = batch;
    const { suitabilities } = this.#options;
    if (provider === cpu || suitabilities === undefined || first === undefined || this.#closed) return false;
    if (batch.every(({ signal }) => signal.aborted) || !isAccident(error)) return false;
    const reason = error instanceof Error ? error.message : 'unknown reason';
    suitabilities.note(modelOf(first.request), (known) => afterVerdict(known, provider, reason));
    return true;
  }

  #settle(
    batch: readonly Waiting[],
    { outcomes, runMs, processorMs, manner, provider, fellBack }: FinishedRun & Pick<RunPlan, 'provider'>,
    joules: number | null,
  ): void {
    this.#crashes = 0;
    const isWhole = outcomes.every((outcome) => 'output' in outcome);
    // What could have been run together and was not, is not tried at this size again.
    if (isWhole && manner !== 'CHECKED' && fellBack === null) {
      const spentMs = provider === cpu ? processorMs : runMs;
      this.#learn(batch, { provider, spentMs: manner === 'TOGETHER' ? spentMs : Infinity });
    }
    for (const [index, { signal, resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index];
      if (signal.aborted) reject(canceled());
      else if (outcome !== undefined && 'output' in outcome)
        resolve({
          output: outcome.output,
          runMs: runMs / batch.length,
          joules: joules === null ? null : joules / batch.length,
        });
      else if (outcome !== undefined) reject(new TaskFailed(outcome.failure));
    }
  }

  /** A process that ended with several tasks says nothing of any of them: each is tried by itself. */
  #giveBack(batch: readonly Waiting[], error: unknown, { provider }: RunPlan): void {
    if (batch.length > 1 && !this.#closed && batch.some(({ signal }) => !signal.aborted)) {
      this.#learn(batch, { provider, spentMs: Infinity });
      this.#again(batch, { alone: true });
    } else for (const one of batch) one.reject(one.signal.aborted ? canceled() : error);
  }

  /** Has those still wanted run again, before all others. */
  #again(batch: readonly Waiting[], { alone }: Pick<Waiting, 'alone'>): void {
    for (const one of batch) if (one.signal.aborted) one.reject(canceled());
    const wanted = batch.filter(({ signal }) => !signal.aborted);
    this.#waiting = [
      ...wanted.map((one) => {
        const waiting: Waiting = { ...one, alone, giveUp: () => this.#giveUp(waiting) };
        waiting.signal.addEventListener('abort', waiting.giveUp, { once: true });
        return waiting;
      }),
      ...this.#waiting,
    ];
  }

  #learn(
    batch: readonly Waiting[],
    { provider, spentMs }: { readonly provider: string; readonly spentMs: number },
  ): void {
    const [first] = batch;
    const mates = first === undefined ? null : batchMates(first.request);
    if (mates !== null)
      this.#memory.learn(`${provider} ${mates.key}`, { size: batch.length, processorMs: spentMs });
  }

  #retire(): void {
    const excess = this.#children.size - this.#cores;
    for (const child of [...this.#children].filter(({ idle }) => idle).slice(0, Math.max(0, excess))) {
      child.kill();
      this.#children.delete(child);
    }
  }

  #fill(): void {
    while (!this.#asleep && !this.#closed && this.#children.size + this.#respawns.size < this.#cores)
      this.#spawn();
  }

  #spawn(): void {
    const child = new InferenceProcess(this.#options, () => {
      this.#children.delete(child);
      if (!this.#closed && !this.#asleep && this.#children.size + this.#respawns.size < this.#cores)
        this.#respawnLater();
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

/** What a device remembers of a model, it remembers of one version of it. */
function modelOf({ modelVersionId, modelKey }: TaskRun): string {
  return modelVersionId ?? modelKey;
}

function requestOf(batch: readonly Waiting[], plan: RunPlan): RunRequest {
  const [first] = batch;
  if (first === undefined) throw new RangeError('a run has at least one task');
  const { id, runner, modelKey, artifacts } = first.request;
  const items = batch.map(({ request: { input, blobs } }) => ({ input, blobs }));
  return { type: 'run', id, runner, modelKey, artifacts, items, ...plan };
}
