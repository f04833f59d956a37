import type { AppError } from '@ai-collective/platform/runtime';
import type { EngineError } from '../engine/EngineError.js';

/** A refusal of the gateway in the shape that errors of GraphQL responses have. */
export function asGraphqlError({ code, message, options }: AppError): EngineError {
  return { message, extensions: { ...options.details, code } };
}
