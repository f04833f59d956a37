import type { GraphQLFormattedError } from 'graphql';
import { GraphQLError } from 'graphql';
import { AppError } from '../errors/AppError.js';
import type { Logger } from '../telemetry/createLogger.js';

/** Codes that GraphQL itself gives and that are safe to show. */
const graphqlCodes = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);

/**
 * What a client sees of an error: ours with code and details, GraphQL's own as they are,
 * anything else masked as INTERNAL_SERVER_ERROR and logged whole.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error.originalError : error;
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  if (original instanceof AppError) {
    if (original.status >= 500) log.error({ err: original }, 'an operation failed');
    const { code, message } = original;
    return { message, ...place, extensions: { code, ...original.options.details } };
  }
  const code = formatted.extensions?.code;
  if (original == null || (typeof code === 'string' && graphqlCodes.has(code)))
    return { message: formatted.message, ...place, extensions: { code: code ?? 'BAD_USER_INPUT' } };
  log.error({ err: original }, 'an operation failed unexpectedly');
  return {
    message: 'Something went wrong on our side.',
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}
