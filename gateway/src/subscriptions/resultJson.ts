import { stringifyResult, type EngineResult } from '../engine/EngineError.js';

/** A result as the text that goes to subscribers, whatever they are connected by. */
export function resultJson(result: EngineResult): string {
  return stringifyResult(result).toString();
}
