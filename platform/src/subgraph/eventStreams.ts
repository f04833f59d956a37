import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import { createHandler } from 'graphql-sse';
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
 * its subscription; a server that closes ends all of them.
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
    const stream = Readable.from(body, { highWaterMark: 16 });
    open.add(stream);
    stream.once('close', () => open.delete(stream));
    return reply.send(stream);
  };
}
