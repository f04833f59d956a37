import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EngineError } from '../EngineError.js';
import type { JsonObject } from '../jsonObject.js';
import { OperationTooLargeError, plannedDocument } from '../operation/plannedDocument.js';
import type { PreparedOperation } from '../operation/PreparedOperation.js';
import { toRequestError } from '../operation/requestError.js';
import { compileWriter, type ResponseWriter } from '../response/compileWriter.js';
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

/**
 * Plans operations, off the event loop, and remembers the plans by operation and the values of its conditions. What
 * cannot be planned is remembered, too: trying again would only cost the same again.
 */
export class PlanStore {
  readonly #supergraph: Supergraph;
  readonly #onFailure: (cause: unknown) => void;
  readonly #plans: LRUCache<string, Promise<Planning>>;

  constructor(settings: {
    readonly supergraph: Supergraph;
    /** Most plans remembered. */
    readonly capacity: number;
    /** Told why an operation could not be planned; clients are not. */
    readonly onFailure: (cause: unknown) => void;
  }) {
    this.#supergraph = settings.supergraph;
    this.#onFailure = settings.onFailure;
    this.#plans = new LRUCache({ max: settings.capacity });
  }

  async planFor(operation: PreparedOperation, allowed: Planned, variables: JsonObject): Promise<Planning> {
    const key = planKey(operation, allowed, variables);
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const planning = this.#plan({ key, operation, variables }, allowed);
    this.#plans.set(key, planning);
    return planning;
  }

  async #plan(
    { key, operation, variables }: Asked,
    { operation: planned, withheld, overrides }: Planned,
  ): Promise<Planning> {
    const { schema, planner } = this.#supergraph;
    try {
      const document = plannedDocument(this.#supergraph, planned, variables);
      const plan =
        document === undefined
          ? ({ kind: 'QueryPlan' } as const)
          : await askPlanner(document, this.#supergraph, (text) =>
              inTime(planner.planAsync(text, null, new Set(overrides.labels), overrides.share)),
            );
      const write = compileWriter({ schema, operation, withheld }, variables);
      return { ok: true, plan: { key, calls: compilePlan(plan, this.#supergraph), write } };
    } catch (cause) {
      if (!(cause instanceof OperationTooLargeError)) this.#onFailure(cause);
      return { ok: false, errors: [notPlannable(cause)] };
    }
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

/** Longest planning, ms. Most take one; some the planner (0.0.38) never ends, and there is no way to stop it. */
const planningMs = 10_000;

async function inTime<T>(planning: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Planning took more than ${planningMs} ms.`)), planningMs);
  });
  try {
    return await Promise.race([planning, late]);
  } finally {
    clearTimeout(timer);
  }
}

function notPlannable(cause: unknown): EngineError {
  const tooLarge = cause instanceof OperationTooLargeError;
  const message = tooLarge
    ? 'The operation selects too many fields.'
    : 'The operation cannot be planned over the subgraphs.';
  return toRequestError(
    new GraphQLError(message),
    tooLarge ? 'OPERATION_TOO_LARGE' : 'OPERATION_NOT_PLANNABLE',
  );
}
