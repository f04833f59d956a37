import { readFile } from 'node:fs/promises';
import { startHttpServer, type HttpServer, type Logger } from '@ai-collective/platform/runtime';
import { createEngine } from '../engine/createEngine.js';
import { createHttpTransport, type HttpTransport } from '../engine/transport/createHttpTransport.js';
import type { Arrival, Callers } from '../http/Callers.js';
import { addGraphqlRoutes } from '../http/graphqlRoutes.js';
import { bounds } from '../limits/bounds.js';
import { operationChecks } from '../limits/operationChecks.js';
import { socketBounds } from '../limits/socketBounds.js';
import { addGraphqlSocket } from '../subscriptions/socket/addGraphqlSocket.js';
import type { StandaloneConfig } from './config.js';
import { UsageError, type StandaloneOptions } from './options.js';

/** What calls to subgraphs know of the client's request: the headers they get. */
interface StandaloneContext {
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Serves one supergraph at `/graphql`, without the platform: no sign-in, no database. Rejects with a UsageError when the
 * file cannot be read or holds no supergraph, and with PORT_TAKEN.
 */
export async function startStandalone(options: StandaloneOptions, log: Logger): Promise<HttpServer> {
  const { config } = options;
  const transports: HttpTransport<StandaloneContext>[] = [];
  const closeTransports = async (): Promise<void> => {
    await Promise.all(transports.map((transport) => transport.close()));
  };
  try {
    const text = await readSupergraphFile(options.supergraph);
    const engine = buildEngine(text, options, {
      log,
      onTransport: (transport) => transports.push(transport),
    });
    const server = await startHttpServer({
      host: config.HOST,
      port: config.PORT,
      log,
      readiness: [],
      routes: (app) => {
        const graphql = {
          engine: () => engine,
          callers: callersBy(options.propagatedHeaders),
          showsSubgraphErrors: options.showsSubgraphErrors,
          ...bounds(config),
        };
        addGraphqlRoutes<StandaloneContext>(app, graphql);
        addGraphqlSocket<StandaloneContext>(app, {
          ...graphql,
          ...socketBounds(config),
          log,
          initHeaders: options.propagatedHeaders,
          trustedOrigins: [],
        });
      },
    });
    return { ...server, close: () => server.close().finally(closeTransports) };
  } catch (error) {
    await closeTransports();
    throw error;
  }
}

async function readSupergraphFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The supergraph ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function buildEngine(
  text: string,
  { config, supergraph: file }: StandaloneOptions,
  parts: {
    readonly log: Logger;
    readonly onTransport: (transport: HttpTransport<StandaloneContext>) => void;
  },
) {
  try {
    return createEngine<StandaloneContext>({
      supergraph: text,
      transport: (subgraph, address) => {
        const transport = createTransport({ subgraph, address }, config);
        parts.onTransport(transport);
        return transport;
      },
      checks: operationChecks(config),
      onPlanningFailure: (cause) => parts.log.error({ err: cause }, 'an operation could not be planned'),
    });
  } catch (cause) {
    throw new UsageError(`${file} is no supergraph that can be served: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function createTransport(
  { subgraph, address }: { readonly subgraph: string; readonly address: string },
  config: StandaloneConfig,
): HttpTransport<StandaloneContext> {
  if (!/^https?:/.test(address) || !URL.canParse(address))
    throw new Error(`the subgraph "${subgraph}" has no HTTP address, but "${address}"`);
  return createHttpTransport<StandaloneContext>({
    subgraph,
    url: new URL(address),
    headers: ({ headers }) => headers,
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    silenceMs: config.SUBSCRIPTION_SILENCE_MS,
    maxResponseBytes: config.SUBGRAPH_RESPONSE_BYTES,
    connections: config.SUBGRAPH_CONNECTIONS,
    streamConnections: config.MAX_STREAMS,
  });
}

/** Everybody is known by the address only; subgraphs get the headers named, and the trace. */
function callersBy(names: readonly string[]): Callers<StandaloneContext> {
  return {
    identify: (request) =>
      Promise.resolve({ context: { headers: headersFor(request, names) }, admissionKey: request.ip }),
  };
}

function headersFor({ headers, trace }: Arrival, names: readonly string[]): Record<string, string> {
  const propagated: Record<string, string> = { traceparent: trace.traceparent };
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) propagated[name] = value.toString();
  }
  return propagated;
}
