import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EngineCounters } from '../EngineCounters.js';
import type { EngineError } from '../EngineError.js';
import type { JsonObject } from '../jsonObject.js';
import { OperationTooLargeError, plannedDocument } from '../operation/plannedDocument.js';
import type { PreparedOperation } from '../operation/PreparedOperation.js';
import { toRequestError } from '../operation/requestError.js';
import { compileWriter, type ResponseWriter } from '../response/compileWriter.js';
import type { Planner } from '../planning/Planner.js';
import { PlannerUnavailableError } from '../planning/planningErrors.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { askPlanner } from './askPlanner.js';
import { compilePlan } from './compilePlan.js';
import type { OverrideChoice } from './Overrides.js';
import type { PlannedCalls } from './Step.js';

/** How an operation is answered: the calls to make, and the writer of the response. */
export interface CompiledPlan {
  /** The same for the same operation with the same conditions. */
  readonly key: string;
  readonly calls: PlannedCalls;
  readonly write: ResponseWriter;
}

export type Planning =
  | { readonly ok: true; readonly plan: CompiledPlan }
  | { readonly ok: false; readonly errors: readonly EngineError[] };

/** What a caller gets of an operation: what of it is planned, and which fields are null whatever a plan fetched. */
export interface Allowed {
  readonly operation: PreparedOperation;
  /** Coordinates; undefined when nothing is denied. */
  readonly withheld: ReadonlySet<string> | undefined;
}

/** The same, and which fields have moved for this request. */
interface Planned extends Allowed {
  readonly overrides: OverrideChoice;
}

interface Asked {
  readonly key: string;
  readonly operation: PreparedOperation;
  readonly variables: JsonObject;
}

interface Attempt {
  readonly planning: Planning;
  /** How long it holds, ms; 0: it says nothing about the operation; undefined: for good. */
  readonly holdsMs: number | undefined;
}

/** How long what cannot be planned is not tried again, ms. It may have been the machine that was too slow. */
const refusalMs = 60_000;

/**
 * Plans operations, off the event loop, and remembers the plans by operation and the values of its conditions. What
 * cannot be planned is remembered for a minute: trying again at once would only cost the same again.
 */
export class PlanStore {
  readonly #supergraph: Supergraph;
  readonly #planner: Planner;
  readonly #onFailure: (cause: unknown) => void;
  readonly #counters: EngineCounters;
  readonly #plans: LRUCache<string, Promise<Planning>>;

  constructor(settings: {
    readonly supergraph: Supergraph;
    readonly planner: Planner;
    /** Most plans remembered. */
    readonly capacity: number;
    /** Told why an operation could not be planned; clients are not. */
    readonly onFailure: (cause: unknown) => void;
    readonly counters: EngineCounters;
    /** Tells the time, ms; `performance` unless stated. */
    readonly clock?: { now(): number };
  }) {
    this.#supergraph = settings.supergraph;
    this.#planner = settings.planner;
    this.#onFailure = settings.onFailure;
    this.#counters = settings.counters;
    this.#plans = new LRUCache({ max: settings.capacity, perf: settings.clock ?? performance });
  }

  async planFor(operation: PreparedOperation, allowed: Planned, variables: JsonObject): Promise<Planning> {
    const key = planKey(operation, allowed, variables);
    const known = this.#plans.get(key);
    if (known !== undefined) {
      this.#counters.planHits++;
      return known;
    }
    this.#counters.planMisses++;
    const attempt = this.#attempt({ key, operation, variables }, allowed);
    const planning = attempt.then((outcome) => outcome.planning);
    this.#plans.set(key, planning);
    const { holdsMs } = await attempt;
    if (holdsMs !== undefined && this.#plans.peek(key) === planning) this.#limit(key, planning, holdsMs);
    return planning;
  }

  #limit(key: string, planning: Promise<Planning>, holdsMs: number): void {
    if (holdsMs === 0) this.#plans.delete(key);
    else this.#plans.set(key, planning, { ttl: holdsMs });
  }

  async #attempt(asked: Asked, planned: Planned): Promise<Attempt> {
    const began = performance.now();
    try {
      return { planning: { ok: true, plan: await this.#plan(asked, planned) }, holdsMs: undefined };
    } catch (cause) {
      this.#counters.planFailures++;
      if (!(cause instanceof OperationTooLargeError)) this.#onFailure(cause);
      const holdsMs = cause instanceof PlannerUnavailableError ? 0 : refusalMs;
      return { planning: { ok: false, errors: [refusalOf(cause)] }, holdsMs };
    } finally {
      this.#counters.planningMs += performance.now() - began;
    }
  }

  async #plan(
    { key, operation, variables }: Asked,
    { operation: planned, withheld, overrides: { labels, share } }: Planned,
  ): Promise<CompiledPlan> {
    const document = plannedDocument(this.#supergraph, planned, variables);
    const plan =
      document === undefined
        ? ({ kind: 'QueryPlan' } as const)
        : await askPlanner(document, this.#supergraph, (text) =>
            this.#planner.plan({ document: text, labels, share }),
          );
    const write = compileWriter({ schema: this.#supergraph.schema, operation, withheld }, variables);
    return { key, calls: compilePlan(plan, this.#supergraph), write };
  }
}

/** The same for the same operation, the same of it allowed, and the same conditions. */
function planKey(
  { conditionVariables }: PreparedOperation,
  { operation: { id }, withheld, overrides }: Planned,
  variables: JsonObject,
): string {
  const conditions = conditionVariables.map((name) => (variables[name] === true ? '1' : '0')).join('');
  const base = `${id}:${conditions}:${overrides.key}`;
  return withheld === undefined ? base : `${base}:${[...withheld].join(',')}`;
}

function refusalOf(cause: unknown): EngineError {
  if (cause instanceof OperationTooLargeError)
    return toRequestError(new GraphQLError('The operation selects too many fields.'), 'OPERATION_TOO_LARGE');
  if (cause instanceof PlannerUnavailableError)
    return toRequestError(
      new GraphQLError('New operations cannot be planned at the moment. Try again soon.'),
      'PLANNER_UNAVAILABLE',
    );
  return toRequestError(
    new GraphQLError('The operation cannot be planned over the subgraphs.'),
    'OPERATION_NOT_PLANNABLE',
  );
}
