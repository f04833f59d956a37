import type { Logger } from '@ai-collective/platform/runtime';
import type { EngineError, EngineResult } from '../engine/EngineError.js';

/** Codes that tell of the inside: an error nobody named, and disagreements between the gateway and a subgraph. */
const innerCodes = new Set([
  'SUBGRAPH_ERROR',
  'INTERNAL_SERVER_ERROR',
  'PASSPORT_REQUIRED',
  'PASSPORT_INVALID',
  'PASSPORT_KEYS_UNAVAILABLE',
]);

export interface Masking {
  /** Whether clients see messages of subgraphs' errors that have no code. */
  readonly showsSubgraphErrors?: boolean;
}

/** Replaces errors that tell of the inside by INTERNAL_SERVER_ERROR, and logs what they were. */
export function maskErrors(
  result: EngineResult,
  log: Pick<Logger, 'error' | 'warn'>,
  masking: Masking = {},
): EngineResult {
  if (result.errors === undefined) return result;
  return { ...result, errors: result.errors.map((error) => masked(error, log, masking)) };
}

function masked(
  error: EngineError,
  log: Pick<Logger, 'error' | 'warn'>,
  { showsSubgraphErrors = false }: Masking,
): EngineError {
  const { code } = error.extensions;
  if (code.startsWith('SUBGRAPH_'))
    log.warn({ code, path: error.path, message: error.message }, 'a subgraph failed');
  if (!innerCodes.has(code) || (showsSubgraphErrors && code === 'SUBGRAPH_ERROR')) return error;
  log.error({ code, path: error.path, message: error.message }, 'an error was masked');
  const { path } = error;
  const shown = {
    message: 'Something went wrong on our side.',
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
  return path === undefined ? shown : { ...shown, path };
}
