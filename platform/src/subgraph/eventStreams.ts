import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createHandler, print } from 'graphql-sse';
import type { SubgraphContext } from './SubgraphContext.js';

/** Answers a request with server-sent events. */
export type OpenEventStream = (
  context: SubgraphContext,
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
) => Promise<FastifyReply>;

/** What a client sees of an error in a stream. */
export type ErrorFormatter = (error: GraphQLError, context: SubgraphContext) => GraphQLError;

interface RawRequest {
  readonly request: FastifyRequest;
  readonly context: SubgraphContext;
}

/**
 * Operations over server-sent events, in the protocol's "distinct connections" mode. A client that leaves ends
 * its subscription; a server that closes ends all of them. A subscription that fails on the way ends with its error.
 */
export function createEventStreams(
  app: FastifyInstance,
  { schema, format }: { readonly schema: GraphQLSchema; readonly format: ErrorFormatter },
): OpenEventStream {
  const open = new Set<Readable>();
  app.addHook('preClose', () => {
    for (const stream of open) stream.destroy();
    return Promise.resolve();
  });
  const handle = createHandler<RawRequest, object, Record<string, unknown>>({
    schema,
    context: ({ raw }) => Promise.resolve({ ...raw.context }),
    onNext: (_context, { raw }, result) => ({
      ...result,
      ...(result.errors && { errors: result.errors.map((error) => format(error, raw.context)) }),
    }),
  });
  return async (context, { request, reply }) => {
    const [body, { status, headers }] = await handle({
      method: request.method,
      url: request.url,
      headers: { get: (name) => request.headers[name]?.toString() },
      body: request.body as Record<string, unknown>,
      raw: { request, context },
      context: {},
    });
    void reply.status(status).headers({ ...headers });
    if (typeof body !== 'object' || body === null) return reply.send(body ?? '');
    const told = (error: GraphQLError) => format(error, context);
    const stream = Readable.from(endingWithErrors(body, told), { highWaterMark: 16 });
    open.add(stream);
    stream.once('close', () => open.delete(stream));
    return reply.send(stream);
  };
}

/** Without this, what a source throws after its first event would cut the connection, and nobody would know why. */
async function* endingWithErrors(
  events: AsyncIterable<string>,
  told: (error: GraphQLError) => GraphQLError,
): AsyncGenerator<string> {
  try {
    yield* events;
  } catch (error) {
    const originalError = error instanceof Error ? error : new Error(String(error));
    const failure = told(new GraphQLError(originalError.message, { originalError }));
    yield print({ event: 'next', data: { errors: [failure] } });
    yield print({ event: 'complete', data: null });
  }
}
