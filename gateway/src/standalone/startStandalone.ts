import { startHttpServer, type HttpServer, type Logger } from '@ai-collective/platform/runtime';
import { ManifestError } from '../documents/readManifest.js';
import { readTrustedDocuments } from '../documents/readTrustedDocuments.js';
import { openEngine } from '../engine/openEngine.js';
import type { Planners } from '../engine/planning/Planner.js';
import { addCors } from '../http/addCors.js';
import { addGraphqlRoutes } from '../http/graphqlRoutes.js';
import { bounds } from '../limits/bounds.js';
import { configuredLimits } from '../limits/configuredLimits.js';
import { createRequestLimits } from '../limits/createRequestLimits.js';
import { operationChecks } from '../limits/operationChecks.js';
import { socketBounds } from '../limits/socketBounds.js';
import { GatewayMetrics } from '../observability/metrics/GatewayMetrics.js';
import { serveMetrics } from '../observability/metrics/serveMetrics.js';
import { addGraphqlSocket } from '../subscriptions/socket/addGraphqlSocket.js';
import { startPlanners } from '../supergraph/startPlanners.js';
import type { StandaloneConfig } from './config.js';
import { UsageError, type StandaloneOptions } from './options.js';
import { standaloneCallers, type StandaloneContext } from './standaloneCallers.js';
import { standaloneTransport } from './standaloneTransport.js';
import { SubgraphTransports } from './SubgraphTransports.js';
import { SupergraphFile } from './SupergraphFile.js';
import { watchFile } from './watchFile.js';

/** A gateway that serves one supergraph. */
export interface Standalone extends HttpServer {
  /** Where `/metrics` is served, if it is. */
  readonly metricsUrl: string | undefined;
  /** Reads the file again, as when it changes. */
  reload(): Promise<void>;
}

/**
 * Serves one supergraph at `/graphql`, without the platform: no sign-in, no database. Rejects with a UsageError when the
 * file cannot be read or holds no supergraph, and with PORT_TAKEN. A file that changes later is taken up when it is good.
 */
export async function startStandalone(options: StandaloneOptions, log: Logger): Promise<Standalone> {
  const metrics = new GatewayMetrics(options.config);
  const transports = new SubgraphTransports<StandaloneContext>((address) =>
    standaloneTransport(address, options, { log, tally: metrics.subgraphs.of(address.subgraph) }),
  );
  const planners = startPlanners({ config: options.config, log });
  const supergraph = supergraphFile(options, { transports, planners, metrics, log });
  try {
    await supergraph.load().catch(asUsageError(options.supergraph));
    const server = await listen(options, { supergraph, metrics, log });
    const metricsServer = await serveMetrics({ config: options.config, log, metrics }).catch(
      async (error: unknown) => {
        await server.close();
        throw error;
      },
    );
    const reload = (): Promise<void> => supergraph.reload();
    const stop = watchFile({ file: options.supergraph, onChange: () => void reload(), log });
    const close = async (): Promise<void> => {
      stop();
      await server.close().finally(() => {
        planners.close();
        return Promise.all([transports.close(), metricsServer?.close()]);
      });
    };
    return { ...server, metricsUrl: metricsServer?.url, reload, close };
  } catch (error) {
    planners.close();
    await transports.close();
    throw error;
  }
}

interface Parts {
  readonly supergraph: SupergraphFile<StandaloneContext>;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
}

async function listen(options: StandaloneOptions, { supergraph, metrics, log }: Parts): Promise<HttpServer> {
  const { config } = options;
  const limits = createRequestLimits(config, { log, metrics, trusted: await trustedDocuments(config) });
  return startHttpServer({
    host: config.HOST,
    port: config.PORT,
    bodyTimeoutMs: config.BODY_TIMEOUT_MS,
    headersTimeoutMs: config.HEADERS_TIMEOUT_MS,
    log,
    readiness: [],
    routes: async (app) => {
      const graphql = {
        engine: () => supergraph.engine,
        callers: standaloneCallers(options),
        showsSubgraphErrors: options.showsSubgraphErrors,
        limits,
        metrics,
        ...bounds(config),
      };
      await addCors(app, config.CORS_ORIGINS);
      addGraphqlRoutes<StandaloneContext>(app, graphql);
      addGraphqlSocket<StandaloneContext>(app, {
        ...graphql,
        ...socketBounds(config),
        log,
        initHeaders: options.propagatedHeaders.map(({ from }) => from),
        trustedOrigins: config.CORS_ORIGINS,
      });
    },
  });
}

async function trustedDocuments({ TRUSTED_DOCUMENTS: file }: StandaloneConfig) {
  if (file === undefined) return undefined;
  const documents = await readTrustedDocuments(file).catch((error: unknown) => {
    throw error instanceof ManifestError ? new UsageError(error.message, { cause: error }) : error;
  });
  return () => documents;
}

function supergraphFile(
  { config, supergraph: file }: StandaloneOptions,
  parts: Pick<Parts, 'metrics' | 'log'> & {
    readonly transports: SubgraphTransports<StandaloneContext>;
    readonly planners: Planners;
  },
): SupergraphFile<StandaloneContext> {
  const { transports, planners, metrics, log } = parts;
  return new SupergraphFile({
    file,
    transports,
    log,
    build: (settings) =>
      openEngine<StandaloneContext>({
        ...settings,
        counters: metrics.engine,
        planners,
        checks: operationChecks(configuredLimits(config).operation),
        onDenied: (_context, coordinates) => log.info({ coordinates }, 'fields were denied'),
        onPlanningFailure: (cause) => log.error({ err: cause }, 'an operation could not be planned'),
      }),
  });
}

/** Says in words for whoever gave the file what is wrong with it. */
function asUsageError(file: string): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message : 'of an unknown reason';
    const isUnread = cause instanceof Error && 'syscall' in cause;
    const problem = isUnread
      ? `The supergraph ${file} cannot be read: ${reason}`
      : `${file} is no supergraph that can be served: ${reason}`;
    throw new UsageError(problem, { cause });
  };
}
