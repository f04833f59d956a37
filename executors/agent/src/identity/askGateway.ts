import { request } from 'undici';
import { z } from 'zod';

const answerSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }),
    )
    .optional(),
});

/** Why the gateway did not answer a question. `code` is the GraphQL error's, or UNREACHABLE. */
export class GatewayError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GatewayError';
    this.code = code;
  }
}

export interface GatewayQuestion {
  /** The GraphQL endpoint, or the gateway's root. */
  readonly url: string;
  readonly apiKey: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const answerLimitMs = 10_000;

/** Sends one GraphQL operation and hands back its data, unchecked. Throws a {@link GatewayError}. */
export async function askGateway({ url, apiKey, query, variables = {} }: GatewayQuestion): Promise<unknown> {
  const answer = await post(endpointOf(url), apiKey, JSON.stringify({ query, variables }));
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success || (parsed.data.data === undefined && parsed.data.errors === undefined)) {
    throw new GatewayError('UNREACHABLE', 'The gateway did not answer with GraphQL.');
  }
  const error = parsed.data.errors?.[0];
  if (error !== undefined) throw new GatewayError(error.extensions?.code ?? 'UNKNOWN', error.message);
  return parsed.data.data;
}

async function post(url: URL, apiKey: string, body: string): Promise<unknown> {
  try {
    const response = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body,
      headersTimeout: answerLimitMs,
      bodyTimeout: answerLimitMs,
    });
    return await response.body.json();
  } catch (error) {
    throw new GatewayError('UNREACHABLE', `The gateway at ${url.host} cannot be reached.`, { cause: error });
  }
}

function endpointOf(url: string): URL {
  const endpoint = new URL(url);
  if (endpoint.pathname === '/') endpoint.pathname = '/graphql';
  return endpoint;
}
