import { createRequire } from 'node:module';
import type { QueryPlan } from '@graphql-hive/router-query-planner';
import type { Planner, Planners, PlanningRequest } from '../Planner.js';
import { PlannerUnavailableError, PlanningTimeoutError } from '../planningErrors.js';
import { PlanningLine, type Ended, type LineLimits } from '../rules/PlanningLine.js';
import { PlannerChild } from './PlannerChild.js';
import type { PlannerAnswer } from './plannerAnswer.js';
import type { OpenedSupergraph, OpenTask, PlannerTask, PlanTask } from './PlannerTask.js';

export interface PlannerProcessSettings {
  /** Longest planning, ms. A fifth of it while others wait because of it. */
  readonly limitMs: number;
  /** Told when a process has ended and another one takes its place. */
  readonly onEnd?: (reason: Error) => void;
  /** Plannings under way at once; of one supergraph a quarter of them. Default 16. */
  readonly threads?: number;
}

const standardThreads = 16;
/** Pauses before another process is started when one has crashed before it answered anything, ms: each twice the one before. */
const pauses = { first: 100, longest: 5_000 };
/** Longest that a process may take to come up, ms. */
const startMs = 30_000;

/**
 * Plans in a process of its own, which can be ended: a planning without end, or a crash of the planner, costs whoever
 * asked for it an answer, and nobody anything else. All supergraphs share one process, each sent once. It does not keep
 * this process alive while nothing is planned.
 */
export class PlannerProcess implements Planners {
  readonly #settings: PlannerProcessSettings;
  readonly #line: PlanningLine<PlannerTask>;
  /** What was opened and not closed, by key. */
  readonly #supergraphs = new Map<string, string>();
  /** What the child is busy with: plannings by id, and supergraphs being opened by key. */
  readonly #plannings = new Map<number, PlanTask>();
  readonly #openings = new Map<string, OpenTask>();
  #child: PlannerChild | undefined;
  #isReady = false;
  #isClosed = false;
  /** Crashes since something was answered. */
  #crashes = 0;
  #lastId = 0;
  #check: NodeJS.Timeout | undefined;
  #start: NodeJS.Timeout | undefined;

  /** Starts the process, which is ready some 100 ms later; what is asked before waits. */
  constructor(settings: PlannerProcessSettings) {
    this.#settings = settings;
    this.#line = new PlanningLine(lineLimits(settings));
    this.#spawn();
  }

  /** Process id of the planner that is running; another one after each end. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Opens a supergraph. Rejects with what the planner says against it, or with a PlannerUnavailableError. */
  async open(sdl: string): Promise<Planner> {
    const supergraph = String(++this.#lastId);
    this.#supergraphs.set(supergraph, sdl);
    const ask = new Promise<OpenedSupergraph>((resolve, reject) =>
      this.#enter({ kind: 'open', supergraph, resolve, reject }),
    );
    const opened = await ask.catch((error: unknown) => {
      this.#forget(supergraph);
      throw error;
    });
    const { overrideLabels, overridePercentages } = opened;
    return {
      overrideLabels,
      overridePercentages,
      plan: (request) => this.#plan(supergraph, request),
      close: () => this.#forget(supergraph),
    };
  }

  /** Ends the process. What is under way and what waits is refused. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#check);
    clearTimeout(this.#start);
    this.#child?.end();
    this.#child = undefined;
    for (const task of this.#line.clear()) task.reject(closed());
  }

  #plan(supergraph: string, request: PlanningRequest): Promise<QueryPlan> {
    return new Promise((resolve, reject) =>
      this.#enter({ kind: 'plan', id: ++this.#lastId, supergraph, request, resolve, reject }),
    );
  }

  #enter(task: PlannerTask): void {
    const isOpen = !this.#isClosed && this.#supergraphs.has(task.supergraph);
    if (!isOpen) task.reject(closed());
    else if (!this.#line.enter(task, performance.now()))
      task.reject(new PlannerUnavailableError('Too many operations wait to be planned.'));
    else this.#proceed();
  }

  #forget(supergraph: string): void {
    this.#supergraphs.delete(supergraph);
    if (this.#child?.opened.delete(supergraph) === true) this.#child.tell({ type: 'forget', supergraph });
  }

  /** Begins what may begin, and looks again when something may be late. */
  #proceed(): void {
    const child = this.#child;
    if (child !== undefined && this.#isReady)
      for (const task of this.#line.start(performance.now())) this.#begin(child, task);
    child?.keepAwake(!this.#line.isEmpty);
    clearTimeout(this.#check);
    const next = this.#line.nextCheck();
    if (next === undefined || this.#isClosed) return;
    // Where this process was held up itself, answers that have come meanwhile are heard first.
    const look = (): unknown => setImmediate(() => this.#look());
    this.#check = setTimeout(look, Math.max(0, next - performance.now()) + 1);
  }

  #begin(child: PlannerChild, task: PlannerTask): void {
    const { supergraph } = task;
    const sdl = this.#supergraphs.get(supergraph);
    if (sdl === undefined) {
      this.#line.finish(task);
      task.reject(closed());
      return;
    }
    if (!child.opened.has(supergraph)) child.tell({ type: 'open', supergraph, sdl });
    child.opened.add(supergraph);
    switch (task.kind) {
      case 'open':
        this.#openings.set(supergraph, task);
        return;
      case 'plan': {
        const { id, request } = task;
        const { document, labels, share } = request;
        this.#plannings.set(id, task);
        child.tell({ type: 'plan', id, supergraph, document, labels: [...labels], share });
      }
    }
  }

  #look(): void {
    if (this.#isClosed) return;
    const now = performance.now();
    for (const task of this.#line.expire(now))
      task.reject(new PlannerUnavailableError('The planner had no time for it.'));
    if (this.#line.isLate(now)) {
      const reason = new PlanningTimeoutError('The planner took too long.');
      this.#child?.end();
      this.#settings.onEnd?.(reason);
      this.#settle(this.#line.endLate(now), reason);
      this.#spawn();
    }
    this.#proceed();
  }

  /** A process ended: those who are not asked again hear why. */
  #settle({ guilty, unlucky }: Ended<PlannerTask>, reason: PlanningTimeoutError): void {
    this.#plannings.clear();
    this.#openings.clear();
    for (const task of guilty) task.reject(reason);
    for (const task of unlucky)
      task.reject(new PlannerUnavailableError('Planning was interrupted too often.'));
  }

  #spawn(): void {
    this.#isReady = false;
    clearTimeout(this.#start);
    const child: PlannerChild = new PlannerChild({
      entry,
      threads: this.#settings.threads ?? standardThreads,
      onAnswer: (answer) => this.#hear(child, answer),
      onCrash: (reason) => this.#replaceCrashed(reason),
    });
    this.#child = child;
    this.#start = setTimeout(() => {
      child.end();
      this.#replaceCrashed(new Error(`The planner's process did not start within ${startMs} ms.`));
    }, startMs).unref();
  }

  #replaceCrashed(reason: Error): void {
    clearTimeout(this.#start);
    this.#child = undefined;
    this.#settings.onEnd?.(reason);
    const fatal = new PlanningTimeoutError("Planning ended the planner's process.", { cause: reason });
    this.#settle(this.#line.endCrashed(performance.now()), fatal);
    const pause = this.#crashes === 0 ? 0 : pauses.first * 2 ** (this.#crashes - 1);
    this.#crashes++;
    this.#start = setTimeout(() => this.#spawn(), Math.min(pause, pauses.longest)).unref();
    this.#proceed();
  }

  #hear(child: PlannerChild, answer: PlannerAnswer): void {
    switch (answer.type) {
      case 'ready':
        clearTimeout(this.#start);
        this.#isReady = true;
        break;
      case 'opened':
        this.#take(this.#openings, answer.supergraph)?.resolve(answer);
        break;
      case 'unusable':
        child.opened.delete(answer.supergraph);
        this.#take(this.#openings, answer.supergraph)?.reject(new Error(answer.message));
        break;
      case 'planned':
        this.#take(this.#plannings, answer.id)?.resolve(answer.plan);
        break;
      case 'failed':
        this.#take(this.#plannings, answer.id)?.reject(new Error(answer.message));
    }
    this.#proceed();
  }

  #take<Key, Busy extends PlannerTask>(busy: Map<Key, Busy>, key: Key): Busy | undefined {
    const task = busy.get(key);
    if (task === undefined) return undefined;
    busy.delete(key);
    this.#line.finish(task);
    this.#crashes = 0;
    return task;
  }
}

function closed(): PlannerUnavailableError {
  return new PlannerUnavailableError('The planner is closed.');
}

/** The compiled entry, also where this file runs uncompiled, as in tests. */
const entry = createRequire(import.meta.url).resolve('@ai-collective/gateway/planner-process');

function lineLimits({ limitMs, threads = standardThreads }: PlannerProcessSettings): LineLimits {
  return {
    underWay: threads,
    underWayEach: Math.max(1, threads / 4),
    waiting: 1_024,
    waitingEach: 512,
    limitMs,
    turnMs: limitMs / 5,
    waitMs: Math.max(limitMs, 10_000),
    openWaitMs: 60_000,
  };
}
