import { fastify, type FastifyRequest } from 'fastify';
import { execute, parse } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import { subgraphSchema, type TestSubgraph } from '../engine/testSupergraph.js';

/** A subgraph over HTTP, as anybody's might be. Its resolvers see the request's headers. */
export interface ServedSubgraph {
  readonly url: string;
  close(): Promise<void>;
}

interface Body {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

export async function serveSubgraph(subgraph: TestSubgraph): Promise<ServedSubgraph> {
  const schema = subgraphSchema(subgraph);
  const app = fastify({ forceCloseConnections: true });
  const events = createHandler({ schema });
  app.post('/graphql', async (request: FastifyRequest<{ Body: Body }>, reply) => {
    if (request.headers.accept === 'text/event-stream') {
      await events(request, reply);
      return reply;
    }
    const { query, variables = {} } = request.body;
    const contextValue = { headers: request.headers };
    return execute({ schema, document: parse(query), variableValues: variables, contextValue });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/graphql`, close: () => app.close() };
}
