import { readFile } from 'node:fs/promises';
import { startHttpServer, type HttpServer, type Logger } from '@ai-collective/platform/runtime';
import type { FastifyRequest } from 'fastify';
import { ManifestError } from '../documents/readManifest.js';
import { readTrustedDocuments } from '../documents/readTrustedDocuments.js';
import { createEngine } from '../engine/createEngine.js';
import { createHttpTransport, type HttpTransport } from '../engine/transport/createHttpTransport.js';
import type { Callers } from '../http/Callers.js';
import { addGraphqlRoutes } from '../http/graphqlRoutes.js';
import { bounds } from '../limits/bounds.js';
import { configuredLimits } from '../limits/configuredLimits.js';
import { createRequestLimits } from '../limits/createRequestLimits.js';
import { operationChecks } from '../limits/operationChecks.js';
import type { StandaloneConfig } from './config.js';
import { UsageError, type StandaloneOptions } from './options.js';

/** What calls to subgraphs know of the client's request: the headers they get. */
interface StandaloneContext {
  readonly headers: Readonly<Record<string, string>>;
  /** The headers that are the client's: whoever sends the same may share answers. */
  readonly sharingKey: string;
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
    const limits = createRequestLimits(config, { log, trusted: await trustedDocuments(config) });
    const engine = buildEngine(text, options, {
      log,
      onTransport: (transport) => transports.push(transport),
    });
    const server = await startHttpServer({
      host: config.HOST,
      port: config.PORT,
      log,
      readiness: [],
      routes: (app) =>
        addGraphqlRoutes<StandaloneContext>(app, {
          engine: () => engine,
          callers: callersBy(options.propagatedHeaders),
          showsSubgraphErrors: options.showsSubgraphErrors,
          limits,
          ...bounds(config),
        }),
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

async function trustedDocuments({ TRUSTED_DOCUMENTS: file }: StandaloneConfig) {
  if (file === undefined) return undefined;
  const documents = await readTrustedDocuments(file).catch((error: unknown) => {
    throw error instanceof ManifestError ? new UsageError(error.message, { cause: error }) : error;
  });
  return () => documents;
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
      checks: operationChecks(configuredLimits(config).operation),
      onDenied: (_context, coordinates) => parts.log.info({ coordinates }, 'fields were denied'),
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
    sharingKey: ({ sharingKey }) => sharingKey,
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
    identify: (request) => {
      const propagated = propagatedHeaders(request, names);
      const sharingKey = JSON.stringify(propagated);
      const headers = { ...propagated, traceparent: request.trace.traceparent };
      const context = { headers, sharingKey };
      return Promise.resolve({ context, sharingKey, community: '', admissionKey: request.ip });
    },
  };
}

function propagatedHeaders({ headers }: FastifyRequest, names: readonly string[]): Record<string, string> {
  const propagated: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) propagated[name] = value.toString();
  }
  return propagated;
}
