import { createHash } from 'node:crypto';
import {
  GraphQLError,
  Kind,
  parse,
  print,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { compilePlan } from '../plan/compilePlan.js';
import type { CompiledPlan } from '../plan/Step.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { plannableDocument } from './plannableDocument.js';
import type { Preparation } from './PreparedOperation.js';
import { toRequestError, type RequestErrorCode } from './requestError.js';
import { selectOperation } from './selectOperation.js';

/** What a host refuses before validation. Each throws a GraphQLError whose `extensions.code` is shown. */
export interface OperationChecks {
  /** Sees the text before it is parsed. */
  readonly source?: (source: string) => void;
  /** Sees the parsed document, which may still be invalid and its fragments cyclic. */
  readonly document?: (document: DocumentNode) => void;
}

export interface OperationStoreSettings {
  readonly supergraph: Supergraph;
  readonly checks: OperationChecks;
  /** Most operations remembered. */
  readonly capacity: number;
}

const validationErrorLimit = 20;

class RefusedOperation extends Error {
  constructor(
    readonly code: RequestErrorCode,
    readonly errors: readonly GraphQLError[],
  ) {
    super(code);
  }
}

/** Prepares operations and remembers them by document and operation name. Refused ones are not remembered. */
export class OperationStore {
  readonly #settings: OperationStoreSettings;
  readonly #prepared: LRUCache<string, Promise<Preparation>>;

  constructor(settings: OperationStoreSettings) {
    this.#settings = settings;
    this.#prepared = new LRUCache({ max: settings.capacity });
  }

  /** Parses, checks, validates and plans, in this order: the planner crashes on documents validation refuses. */
  async prepare(source: string, operationName?: string | null): Promise<Preparation> {
    const key = createHash('sha256')
      .update(source)
      .update('\0')
      .update(operationName ?? '')
      .digest('base64');
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const preparing = this.#prepare(source, operationName);
    this.#prepared.set(key, preparing);
    let keep = false;
    try {
      const preparation = await preparing;
      keep = preparation.ok;
      return preparation;
    } finally {
      if (!keep) this.#prepared.delete(key);
    }
  }

  async #prepare(source: string, operationName: string | null | undefined): Promise<Preparation> {
    try {
      const document = this.#parse(source);
      attempt('GRAPHQL_VALIDATION_FAILED', () => this.#settings.checks.document?.(document));
      this.#validate(document);
      const operation = attempt('OPERATION_RESOLUTION_FAILURE', () =>
        selectOperation(document, operationName),
      );
      const fragments = fragmentsOf(document);
      const plan = await this.#plan(operation, fragments);
      return {
        ok: true,
        operation: { kind: operation.operation, name: operation.name?.value, operation, fragments, plan },
      };
    } catch (error) {
      if (!(error instanceof RefusedOperation)) throw error;
      return { ok: false, errors: error.errors.map((refusal) => toRequestError(refusal, error.code)) };
    }
  }

  #parse(source: string): DocumentNode {
    return attempt('GRAPHQL_PARSE_FAILED', () => {
      this.#settings.checks.source?.(source);
      return parse(source);
    });
  }

  #validate(document: DocumentNode): void {
    const errors = validate(this.#settings.supergraph.schema, document, undefined, {
      maxErrors: validationErrorLimit,
    });
    if (errors.length > 0) throw new RefusedOperation('GRAPHQL_VALIDATION_FAILED', errors);
  }

  async #plan(
    operation: OperationDefinitionNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ): Promise<CompiledPlan> {
    const document = plannableDocument(operation, fragments, this.#settings.supergraph.requiredNames);
    if (document === undefined) return {};
    try {
      const plan = await this.#settings.supergraph.planner.planAsync(print(document), null, new Set(), 0);
      return compilePlan(plan);
    } catch (cause) {
      const message = 'The operation cannot be planned over the subgraphs.';
      throw new RefusedOperation('OPERATION_NOT_PLANNABLE', [
        new GraphQLError(message, cause instanceof Error ? { originalError: cause } : {}),
      ]);
    }
  }
}

function attempt<T>(code: RequestErrorCode, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof GraphQLError ? new RefusedOperation(code, [error]) : error;
  }
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
}
