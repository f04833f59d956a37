import { request as send } from 'undici';
import { z } from 'zod';
import { ApiError } from './ApiError.js';
import { identityHeaders, type Connection } from './Connection.js';

const answerSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.looseObject({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});

/** A GraphQL operation, its variables, and the shape its data must have. */
export interface GraphqlOperation<T> {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly data: z.ZodType<T>;
  /** Longest wait for the answer, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Sends a GraphQL operation and parses its data.
 * Throws an {@link ApiError} with the service's code, or UNREACHABLE, TIMED_OUT or UNEXPECTED_ANSWER.
 */
export async function request<T>(connection: Connection, operation: GraphqlOperation<T>): Promise<T> {
  const answer = answerSchema.safeParse(await post(connection, operation));
  if (!answer.success)
    throw new ApiError(
      'UNEXPECTED_ANSWER',
      `${connection.url} does not answer as an AI Collective gateway does.`,
    );
  const [error] = answer.data.errors ?? [];
  if (error !== undefined) {
    const { code, ...details } = error.extensions ?? {};
    throw new ApiError(code ?? 'UNKNOWN', error.message, { details });
  }
  return operation.data.parse(answer.data.data);
}

async function post(connection: Connection, operation: GraphqlOperation<unknown>): Promise<unknown> {
  const identity = await identityHeaders(connection);
  const { body } = await inWords(connection.url, () =>
    // What `fetch` adds costs more than all the rest of a request.
    send(`${connection.url}/graphql`, {
      method: 'POST',
      headersTimeout: 0,
      bodyTimeout: 0,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...identity,
      },
      body: JSON.stringify({ query: operation.query, variables: operation.variables ?? {} }),
      signal: AbortSignal.timeout(operation.timeoutMs ?? 30_000),
    }),
  );
  return body.json().catch(() => undefined);
}

/** `fetch` with errors in words: UNREACHABLE when nobody answers, TIMED_OUT when the signal's time is over. */
export function call(url: string, init: RequestInit): Promise<Response> {
  return inWords(url, () => fetch(url, init));
}

async function inWords<T>(url: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const { origin } = new URL(url);
    if (cause instanceof Error && cause.name === 'TimeoutError')
      throw new ApiError('TIMED_OUT', `${origin} did not answer in time.`, { cause });
    throw new ApiError('UNREACHABLE', `${origin} cannot be reached. Is it running?`, { cause });
  }
}
