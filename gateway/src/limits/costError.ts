import type { EngineError } from '../engine/EngineError.js';

/** The refusal of an operation that costs more than one may. */
export function costLimitError(estimated: number, max: number): EngineError {
  return {
    message: `The operation costs up to ${estimated}, and one may cost ${max} at most.`,
    extensions: { code: 'COST_LIMIT_EXCEEDED', estimated, max },
  };
}

/** The refusal of an operation that does not say how much of a list it wants. */
export function slicingError(message: string): EngineError {
  return { message, extensions: { code: 'SLICING_ARGUMENT_REQUIRED' } };
}
