import { isJsonObject, type JsonObject } from '../jsonObject.js';
import { SubgraphFailure } from './SubgraphFailure.js';

/** An error of a subgraph, with the path the subgraph knows. */
export interface SubgraphError {
  readonly message: string;
  readonly path: readonly (string | number)[] | undefined;
  readonly extensions: JsonObject;
}

export interface SubgraphResult {
  readonly data: JsonObject | null;
  readonly errors: readonly SubgraphError[];
}

/** Checks that a raw answer is a GraphQL response with data, errors or both. Throws a SubgraphFailure otherwise. */
export function readSubgraphResult(subgraph: string, raw: unknown): SubgraphResult {
  if (!isJsonObject(raw)) throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', subgraph);
  const data = raw.data ?? null;
  const errors = raw.errors ?? [];
  if ((data !== null && !isJsonObject(data)) || !Array.isArray(errors))
    throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', subgraph);
  if (data === null && errors.length === 0) throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', subgraph);
  return { data, errors: errors.map(readError) };
}

function readError(raw: unknown): SubgraphError {
  const error = isJsonObject(raw) ? raw : {};
  const { message, path, extensions } = error;
  return {
    message: typeof message === 'string' ? message : 'The service reported an error without a message.',
    path: Array.isArray(path) ? path.filter(isPathKey) : undefined,
    extensions: isJsonObject(extensions) ? extensions : {},
  };
}

function isPathKey(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
