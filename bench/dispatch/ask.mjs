import { request } from '@ai-collective/cli';

const anything = { parse: (data) => data };

/** Sends a GraphQL operation, and takes its data as they are. */
export function ask(connection, query, variables) {
  return request(connection, { query, variables, data: anything, timeoutMs: 60_000 });
}
