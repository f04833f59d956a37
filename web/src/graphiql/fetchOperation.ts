import type { Fetcher, FetcherParams } from '@graphiql/toolkit';
import { getOperationAST, OperationTypeNode, parse, type ExecutionResult } from 'graphql';
import { createClient } from 'graphql-sse';

const endpoint = '/graphql';
const timeoutMs = 60_000;

type Headers = Readonly<Record<string, string>>;

/** Sends what GraphiQL runs with the session's cookie: subscriptions as server-sent events, all else as a POST. */
export const fetchOperation: Fetcher = (params, options) => {
  const headers: Headers = options?.headers ?? {};
  return isSubscription(params) ? subscribe(params, headers) : post(params, headers);
};

function isSubscription({ query, operationName }: FetcherParams): boolean {
  return getOperationAST(parse(query), operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
}

function subscribe(params: FetcherParams, headers: Headers): AsyncIterable<ExecutionResult> {
  const client = createClient({
    url: endpoint,
    credentials: 'same-origin',
    headers: { ...headers },
    retryAttempts: 3,
  });
  const { query, operationName } = params;
  const variables: unknown = params.variables;
  return client.iterate({
    query,
    ...(typeof operationName === 'string' && { operationName }),
    ...(isRecord(variables) && { variables }),
  });
}

async function post(params: FetcherParams, headers: Headers): Promise<ExecutionResult> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...headers,
    },
    body: JSON.stringify(params),
    credentials: 'same-origin',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const result: unknown = await response.json();
  if (!isRecord(result))
    throw new Error(`The endpoint answered ${response.status} with something that is no result.`);
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
