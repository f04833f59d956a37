import type { EngineError } from '../EngineError.js';
import type { SubgraphError } from '../transport/readSubgraphResult.js';
import { SubgraphFailure } from '../transport/SubgraphFailure.js';
import { clientPath } from './clientPath.js';
import type { Execution } from './Execution.js';
import type { ResponsePath } from './Place.js';

/** Code of a subgraph's error that came without one. */
const unnamedErrorCode = 'SUBGRAPH_ERROR';

/** Extensions that describe the inside of a subgraph. */
const innerExtensions = new Set(['stacktrace', 'exception', 'locations']);

/** Reports a subgraph's error or failure at a path of the data; without one, for the response as a whole. */
export function reportError(
  execution: Execution<unknown>,
  error: SubgraphError | SubgraphFailure,
  path?: ResponsePath,
): void {
  const reported = path === undefined ? [] : clientPath(execution, path);
  const entry = error instanceof SubgraphFailure ? fromFailure(error) : fromSubgraph(error);
  execution.errors.add(entry, reported.length === 0 ? undefined : reported);
}

function fromFailure(failure: SubgraphFailure): Omit<EngineError, 'path'> {
  return { message: failure.message, extensions: { code: failure.code, service: failure.subgraph } };
}

function fromSubgraph(error: SubgraphError): Omit<EngineError, 'path'> {
  const shown = Object.entries(error.extensions).filter(([name]) => !innerExtensions.has(name));
  const { code } = error.extensions;
  const extensions = {
    ...Object.fromEntries(shown),
    code: typeof code === 'string' ? code : unnamedErrorCode,
  };
  return { message: error.message, extensions };
}
