import { createHash } from 'node:crypto';
import { GraphQLError, Kind, parse, type DocumentNode, type FragmentDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { conditionVariables } from './conditionVariables.js';
import { DataKeys } from './DataKeys.js';
import type { Preparation } from './PreparedOperation.js';
import { toRequestError, type RequestErrorCode } from './requestError.js';
import { selectOperation } from './selectOperation.js';
import { validateDocument } from './validateDocument.js';

/** What a host refuses before validation. Each throws a GraphQLError whose `extensions.code` is shown. */
export interface OperationChecks {
  /** Sees the text before it is parsed. */
  readonly source?: (source: string) => void;
  /** Sees the parsed document, which may still be invalid and its fragments cyclic. */
  readonly document?: (document: DocumentNode) => void;
  /** Most errors of validation that suggest names of the schema; see validateDocument. Default 3. */
  readonly suggestions?: number;
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

/** Most characters of remembered documents together. */
const sizeLimit = 33_554_432;

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
    this.#prepared = new LRUCache({ max: settings.capacity, maxSize: sizeLimit });
  }

  /** Parses, checks and validates. Only then may anything be planned: cyclic fragments crash the planner. */
  prepare(
    source: string,
    operationName?: string | null,
    checks: OperationChecks = this.#settings.checks,
  ): Preparation {
    const key = `${operationName ?? ''}\0${source}`;
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const id = createHash('sha256').update(key).digest('base64');
    const preparation = this.#prepare({ id, source, operationName }, checks);
    if (preparation.ok) this.#prepared.set(key, preparation, { size: key.length });
    return preparation;
  }

  #prepare({ id, source, operationName }: Asked, checks: OperationChecks): Preparation {
    try {
      const document = parseChecked(source, checks);
      attempt('GRAPHQL_VALIDATION_FAILED', () => checks.document?.(document));
      // graphql-js throws what it finds in conditions at the root of a subscription.
      attempt('GRAPHQL_VALIDATION_FAILED', () => this.#validate(document, checks));
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
        dataKeys: new DataKeys(this.#settings.supergraph.requiredNames, [operation, ...fragments.values()]),
        conditionVariables: conditionVariables(operation, fragments),
      };
      return { ok: true, operation: prepared };
    } catch (error) {
      if (!(error instanceof RefusedOperation)) throw error;
      return { ok: false, errors: error.errors.map((refusal) => toRequestError(refusal, error.code)) };
    }
  }

  #validate(document: DocumentNode, { suggestions }: OperationChecks): void {
    const errors = validateDocument(this.#settings.supergraph.schema, document, suggestions);
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
