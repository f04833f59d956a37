import type { GraphQLError } from 'graphql';
import type { EngineError } from '../EngineError.js';

/** Codes of requests that are refused before anything is executed. */
export type RequestErrorCode =
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'BAD_USER_INPUT'
  | 'OPERATION_TOO_LARGE'
  | 'OPERATION_NOT_PLANNABLE'
  | 'PLANNER_UNAVAILABLE';

/** Gives graphql-js's error our shape and a code, unless it carries one already. */
export function toRequestError(error: GraphQLError, code: RequestErrorCode): EngineError {
  const given = error.extensions.code;
  return {
    message: shortened(error.message),
    ...(error.locations && { locations: error.locations.slice(0, mostLocations) }),
    extensions: { ...error.extensions, code: typeof given === 'string' ? given : code },
  };
}

/** Messages and locations repeat what a client sent, which may be much. */
const longestMessage = 1_000;
const mostLocations = 20;

function shortened(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}
