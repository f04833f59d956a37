import { GraphQLError, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EngineError } from '../EngineError.js';
import type { JsonObject } from '../jsonObject.js';
import { OperationTooLargeError, plannedDocument } from '../operation/plannedDocument.js';
import type { PreparedOperation } from '../operation/PreparedOperation.js';
import { toRequestError } from '../operation/requestError.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { compilePlan } from './compilePlan.js';
import type { CompiledPlan } from './Step.js';

export type Planning =
  | { readonly ok: true; readonly plan: CompiledPlan }
  | { readonly ok: false; readonly errors: readonly EngineError[] };

/** Plans operations, off the event loop, and remembers the plans by operation and the values of its conditions. */
export class PlanStore {
  readonly #supergraph: Supergraph;
  readonly #onFailure: (cause: unknown) => void;
  readonly #plans: LRUCache<string, Promise<CompiledPlan>>;

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

  async planFor(operation: PreparedOperation, variables: JsonObject): Promise<Planning> {
    const conditions = operation.conditionVariables.map((name) => (variables[name] === true ? '1' : '0'));
    const key = `${operation.id}:${conditions.join('')}`;
    const planning = this.#plans.get(key) ?? this.#plan(operation, variables);
    this.#plans.set(key, planning);
    try {
      return { ok: true, plan: await planning };
    } catch (cause) {
      this.#plans.delete(key);
      if (!(cause instanceof OperationTooLargeError)) this.#onFailure(cause);
      return { ok: false, errors: [notPlannable(cause)] };
    }
  }

  async #plan(operation: PreparedOperation, variables: JsonObject): Promise<CompiledPlan> {
    const document = plannedDocument(this.#supergraph, operation, variables);
    if (document === undefined) return {};
    return compilePlan(await this.#supergraph.planner.planAsync(print(document), null, new Set(), 0));
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
