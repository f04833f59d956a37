import { GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EngineError } from '../engine/EngineError.js';
import type { JsonObject } from '../engine/jsonObject.js';
import { conditionVariables } from '../engine/operation/conditionVariables.js';
import { isIncluded } from '../engine/operation/isIncluded.js';
import { OperationTooLargeError } from '../engine/operation/plannedDocument.js';
import type { PreparedOperation } from '../engine/operation/PreparedOperation.js';
import { toRequestError } from '../engine/operation/requestError.js';
import type { AuthorizationRules } from './AuthorizationRules.js';
import { isMet } from './Condition.js';
import { conditionsOf } from './conditionsOf.js';
import { cutOperation, type CutOperation } from './cutOperation.js';
import { denialErrors } from './denialErrors.js';
import { mergePaths, type DeniedField } from './DeniedField.js';
import { nobody, type Grants } from './Grants.js';

/** Of a supergraph: the schema clients see, and what is protected of it. */
export interface Protected {
  readonly schema: GraphQLSchema;
  /** Undefined when nothing is protected. */
  readonly authorization: AuthorizationRules | undefined;
}

export interface AuthorizerSettings<Context> {
  /** Most cut operations remembered. */
  readonly capacity: number;
  /** What a caller may have. Default: nothing that is protected. */
  readonly grants?: (context: Context) => Grants;
  /** Told which fields, by coordinate, were denied to whom. */
  readonly onDenied?: (context: Context, coordinates: readonly string[]) => void;
}

/** What a caller gets of an operation. */
export type Access =
  | {
      readonly ok: true;
      /** What may be planned: the operation itself when nothing of it is denied. */
      readonly operation: PreparedOperation;
      /** Coordinates that come out as null, whatever a plan fetched. Undefined when nothing is denied. */
      readonly withheld: ReadonlySet<string> | undefined;
      /** One error for each denied field. */
      readonly errors: readonly EngineError[];
    }
  | { readonly ok: false; readonly errors: readonly EngineError[] };

/** One execution of an operation. */
export interface Asking<Context> {
  readonly context: Context;
  /** After coercion. */
  readonly variables: JsonObject;
}

interface Remembered extends Omit<CutOperation, 'operation' | 'fragments'> {
  readonly operation: PreparedOperation;
}

/**
 * Decides what of an operation a caller gets. Operations are cut once for each set of conditions that is not met, so
 * any number of callers with the same grants share one, and its plan; callers whose grants differ in what the
 * operation asks for never do.
 */
export class Authorizer<Context> {
  readonly #schema: GraphQLSchema;
  readonly #rules: AuthorizationRules | undefined;
  readonly #settings: AuthorizerSettings<Context>;
  readonly #conditions = new WeakMap<PreparedOperation, readonly number[]>();
  readonly #cuts: LRUCache<string, Remembered>;

  constructor({ schema, authorization }: Protected, settings: AuthorizerSettings<Context>) {
    this.#schema = schema;
    this.#rules = authorization;
    this.#settings = settings;
    this.#cuts = new LRUCache({ max: settings.capacity });
  }

  /** Tells the host what was denied. A subscription whose only field is denied is refused, as is what gets too large. */
  accessTo(operation: PreparedOperation, { context, variables }: Asking<Context>): Access {
    const rules = this.#rules;
    if (rules === undefined) return whole(operation);
    const { grants, onDenied } = this.#settings;
    const held = grants?.(context) ?? nobody;
    const unmet = this.#unmet(operation, rules, held);
    if (unmet.length === 0) return whole(operation);
    const cut = this.#cut(operation, rules, unmet);
    if (cut === undefined) return { ok: false, errors: [tooLarge()] };
    const denied = deniedBy(cut, variables);
    if (denied.length > 0)
      onDenied?.(context, [...new Set(denied.flatMap(({ coordinates }) => coordinates))]);
    const errors = denialErrors(denied, held.obstacle);
    const isRefused =
      operation.kind === OperationTypeNode.SUBSCRIPTION && denied.some(({ path }) => path.length === 1);
    return isRefused
      ? { ok: false, errors }
      : { ok: true, operation: cut.operation, withheld: cut.withheld, errors };
  }

  #unmet(operation: PreparedOperation, rules: AuthorizationRules, grants: Grants): readonly number[] {
    let ids = this.#conditions.get(operation);
    if (ids === undefined) {
      ids = conditionsOf(operation, rules, this.#schema);
      this.#conditions.set(operation, ids);
    }
    return ids.filter((id) => {
      const condition = rules.conditions[id];
      return condition !== undefined && !isMet(condition, grants);
    });
  }

  #cut(
    operation: PreparedOperation,
    rules: AuthorizationRules,
    unmet: readonly number[],
  ): Remembered | undefined {
    const id = `${operation.id} without ${unmet.join(',')}`;
    const known = this.#cuts.get(id);
    if (known !== undefined) return known;
    const cut = this.#tryToCut(operation, rules, unmet);
    if (cut === undefined) return undefined;
    const { operation: definition, fragments, denied, withheld } = cut;
    const planned =
      definition === operation.operation
        ? operation
        : {
            ...operation,
            id,
            operation: definition,
            fragments,
            conditionVariables: conditionVariables(definition, fragments),
          };
    const remembered = { operation: planned, denied, withheld };
    this.#cuts.set(id, remembered);
    return remembered;
  }

  #tryToCut(
    { operation, fragments }: PreparedOperation,
    rules: AuthorizationRules,
    unmet: readonly number[],
  ): CutOperation | undefined {
    try {
      return cutOperation({ operation, fragments, schema: this.#schema, rules, unmet: new Set(unmet) });
    } catch (error) {
      if (error instanceof OperationTooLargeError) return undefined;
      throw error;
    }
  }
}

function whole(operation: PreparedOperation): Access {
  return { ok: true, operation, withheld: undefined, errors: [] };
}

/** What is denied of what `@skip` and `@include` leave in. */
function deniedBy({ denied }: Pick<CutOperation, 'denied'>, variables: JsonObject): readonly DeniedField[] {
  return mergePaths(
    denied.filter(({ conditional }) => conditional.every((node) => isIncluded(node, variables))),
  );
}

function tooLarge(): EngineError {
  return toRequestError(new GraphQLError('The operation selects too many fields.'), 'OPERATION_TOO_LARGE');
}
