import { createHash } from 'node:crypto';
import { GraphQLError, Kind, parse, validate, type DocumentNode, type FragmentDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { conditionVariables } from './conditionVariables.js';
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

interface Asked {
  readonly id: string;
  readonly source: string;
  readonly operationName: string | null | undefined;
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
  readonly #prepared: LRUCache<string, Preparation>;

  constructor(settings: OperationStoreSettings) {
    this.#settings = settings;
    this.#prepared = new LRUCache({ max: settings.capacity });
  }

  /** Parses, checks and validates. Only then may anything be planned: cyclic fragments crash the planner. */
  prepare(
    source: string,
    operationName?: string | null,
    checks: OperationChecks = this.#settings.checks,
  ): Preparation {
    const hash = createHash('sha256').update(source).update('\0');
    const id = hash.update(operationName ?? '').digest('base64');
    const known = this.#prepared.get(id);
    if (known !== undefined) return known;
    const preparation = this.#prepare({ id, source, operationName }, checks);
    if (preparation.ok) this.#prepared.set(id, preparation);
    return preparation;
  }

  #prepare({ id, source, operationName }: Asked, checks: OperationChecks): Preparation {
    try {
      const document = parseChecked(source, checks);
      attempt('GRAPHQL_VALIDATION_FAILED', () => checks.document?.(document));
      this.#validate(document);
      const operation = attempt('OPERATION_RESOLUTION_FAILURE', () =>
        selectOperation(document, operationName),
      );
      const fragments = fragmentsOf(document);
      const prepared = {
        id,
        kind: operation.operation,
        name: operation.name?.value,
        document,
        operation,
        fragments,
        conditionVariables: conditionVariables(operation, fragments),
      };
      return { ok: true, operation: prepared };
    } catch (error) {
      if (!(error instanceof RefusedOperation)) throw error;
      return { ok: false, errors: error.errors.map((refusal) => toRequestError(refusal, error.code)) };
    }
  }

  #validate(document: DocumentNode): void {
    const errors = validate(this.#settings.supergraph.schema, document, undefined, {
      maxErrors: validationErrorLimit,
    });
    if (errors.length > 0) throw new RefusedOperation('GRAPHQL_VALIDATION_FAILED', errors);
  }
}

function parseChecked(source: string, checks: OperationChecks): DocumentNode {
  return attempt('GRAPHQL_PARSE_FAILED', () => {
    checks.source?.(source);
    return parse(source);
  });
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
