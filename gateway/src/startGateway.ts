import { subgraphNames, type Permission, type SubgraphName } from '@ai-collective/contracts';
import type { EgressPolicy } from '@ai-collective/platform/egress';
import {
  continueTrace,
  startHttpServer,
  type FollowedSigningKeys,
  type HttpServer,
  type Logger,
  type ReadinessCheck,
} from '@ai-collective/platform/runtime';
import type { FastifyInstance } from 'fastify';
import { createCallers } from './authentication/createCallers.js';
import { CredentialResolver } from './authentication/CredentialResolver.js';
import { gatewayItself, principalText } from './authentication/Principal.js';
import { reportDenials } from './authorization/reportDenials.js';
import type { GatewayConfig } from './config.js';
import { readTrustedDocuments } from './documents/readTrustedDocuments.js';
import type { TrustedDocuments } from './documents/TrustedDocuments.js';
import type { Engine } from './engine/createEngine.js';
import { createSubgraphTransport, type RoutedTransport } from './forwarding/createSubgraphTransport.js';
import { createPassportIssuer, type PassportIssuer } from './forwarding/PassportIssuer.js';
import { addPassportKeyRoutes, openPassportKeys } from './forwarding/passportKeys.js';
import { createVisitorPassports } from './forwarding/VisitorPassports.js';
import { subgraphHeaders, type RequestContext } from './forwarding/RequestContext.js';
import { bounds } from './limits/bounds.js';
import { createRequestLimits } from './limits/createRequestLimits.js';
import type { LimitsOf } from './limits/GatewayLimits.js';
import type { RequestLimits } from './limits/RequestLimits.js';
import { socketBounds } from './limits/socketBounds.js';
import { addCors } from './http/addCors.js';
import { addGraphqlRoutes, type GraphqlRouteSettings } from './http/graphqlRoutes.js';
import { addProxyRoutes, type ProxyRoute } from './http/proxyRoutes.js';
import { addWebRoutes } from './http/webRoutes.js';
import { GatewayMetrics } from './observability/metrics/GatewayMetrics.js';
import { serveMetrics } from './observability/metrics/serveMetrics.js';
import { addSupergraphStatus, supergraphCheck } from './observability/supergraphReadiness.js';
import { addGraphqlSocket } from './subscriptions/socket/addGraphqlSocket.js';
import { fetchSubgraphSdl } from './supergraph/fetchSubgraphSdl.js';
import { startPlanners } from './supergraph/startPlanners.js';
import { SupergraphWatcher } from './supergraph/SupergraphWatcher.js';
import { createVariants } from './variants/createVariants.js';
import type { SupergraphVariants } from './variants/SupergraphVariants.js';
import { InMemoryVariantSource, type VariantSource } from './variants/VariantSource.js';
import type { VariantStats } from './variants/VariantStats.js';

export interface GatewaySettings {
  readonly config: GatewayConfig;
  readonly log: Logger;
  /** Version of the policy in force in a community; 0 before the first. */
  readonly policyVersionOf: (communityId: string) => number;
  /** What policies of a community may permit to somebody, beyond roles. Default: nothing. */
  readonly openedIn?: (communityId: string) => ReadonlySet<Permission>;
  /** Limits by community, asked at each request. Default: those of the configuration for all. */
  readonly limitsOf?: LimitsOf;
  /** Documents that a community trusts. Default: those of the configuration's file, for all. */
  readonly trustedDocuments?: (community: string) => TrustedDocuments | undefined;
  /** Checks of what the host brings, besides the gateway's own. */
  readonly readiness?: readonly ReadinessCheck[];
  /** What communities have of their own. Default: nothing. */
  readonly variants?: VariantSource;
  /** Replaces parts of the policy for connections to communities' own subgraphs. */
  readonly communityEgress?: Partial<EgressPolicy>;
}

/** A gateway that listens. It answers operations as soon as `/readyz` says so. */
export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** Where `/metrics` is served, if it is. */
  readonly metricsUrl: string | undefined;
  /** How the supergraphs of communities stand. */
  variantStats(): VariantStats;
  close(): Promise<void>;
}

type Transports = ReadonlyMap<string, RoutedTransport<RequestContext>>;

/** Starts listening and looking for the supergraph. Rejects when the key or a file is malformed or the port is taken. */
export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const { config, log, policyVersionOf } = settings;
  const metrics = new GatewayMetrics(config);
  const limits = await limitsFor(settings, metrics);
  const followed = await openPassportKeys(config, log);
  const { keys } = followed;
  const passports = createPassportIssuer({ keys, policyVersionOf });
  const { IDENTITY_URL: identityUrl, CREDENTIAL_CACHE_MS: cacheMs, CREDENTIAL_TRUST_MS: trustMs } = config;
  const credentials = new CredentialResolver({ identityUrl, passports, cacheMs, trustMs, log });
  const transports = createTransports(settings, { passports, metrics });
  const visitors = createVisitorPassports({ keys });
  const planners = startPlanners({ config, log });
  const reports = reportDenials({ config, log, passports });
  const platformTransport = (subgraph: string) => transportTo(transports, subgraph);
  const variants = createVariants({
    ...{ config, log, metrics, platformTransport, planners, denials: reports.denials },
    source: settings.variants ?? new InMemoryVariantSource(),
    visitors,
    ...(settings.openedIn && { openedIn: settings.openedIn }),
    ...(settings.communityEgress && { egress: settings.communityEgress }),
  });
  const watcher = createWatcher(settings, transports, variants);
  let metricsServer: HttpServer | undefined;
  const release = async (): Promise<void> => {
    await metricsServer?.close();
    planners.close();
    await watcher.close();
    await variants.close();
    await reports.close();
    await followed.close();
    await Promise.all([
      credentials.close(),
      ...[...transports.values()].map((transport) => transport.close()),
    ]);
  };
  const variantStats = () => variants.stats();
  try {
    metricsServer = await serveMetrics({ config, log, metrics, variantStats });
    const server = await listen(settings, { watcher, credentials, limits, metrics, variants, followed });
    watcher.start();
    const { url, port } = server;
    return {
      url,
      port,
      metricsUrl: metricsServer?.url,
      variantStats,
      close: () => server.close().finally(release),
    };
  } catch (error) {
    await release();
    log.error({ err: error }, 'the gateway cannot listen');
    throw error;
  }
}

async function limitsFor(
  { config, log, limitsOf, ...settings }: GatewaySettings,
  metrics: GatewayMetrics,
): Promise<RequestLimits> {
  const { TRUSTED_DOCUMENTS: file } = config;
  const read = file === undefined ? undefined : await readTrustedDocuments(file);
  const trusted = settings.trustedDocuments ?? (() => read);
  return createRequestLimits(config, { log, metrics, limitsOf, trusted });
}

function listen(
  { config, log, readiness = [] }: GatewaySettings,
  parts: {
    readonly watcher: SupergraphWatcher<Engine<RequestContext>>;
    readonly credentials: CredentialResolver;
    readonly limits: RequestLimits;
    readonly metrics: GatewayMetrics;
    readonly variants: SupergraphVariants<RequestContext>;
    readonly followed: FollowedSigningKeys;
  },
): Promise<HttpServer> {
  const { watcher, credentials, limits, metrics, variants, followed } = parts;
  return startHttpServer({
    host: config.HOST,
    port: config.PORT,
    bodyTimeoutMs: config.BODY_TIMEOUT_MS,
    headersTimeoutMs: config.HEADERS_TIMEOUT_MS,
    log,
    readiness: [supergraphCheck(watcher), followed.readiness, ...readiness],
    routes: async (app: FastifyInstance) => {
      addSupergraphStatus(app, watcher);
      addPassportKeyRoutes(app, followed.keys);
      const graphql: GraphqlRouteSettings<RequestContext> = {
        engine: ({ context }) => variants.engineFor(context.principal.community),
        callers: createCallers({
          credentials,
          credentialCheckMs: config.STREAM_CREDENTIAL_CHECK_MS,
          credentialGraceMs: config.STREAM_CREDENTIAL_GRACE_MS,
          communityDomain: config.COMMUNITY_DOMAIN,
        }),
        limits,
        metrics,
        ...bounds(config),
      };
      await addCors(app, config.CORS_ORIGINS);
      addGraphqlRoutes(app, graphql);
      addGraphqlSocket(app, {
        ...graphql,
        ...socketBounds(config),
        log,
        initHeaders: ['authorization', 'x-api-key', 'x-community'],
        trustedOrigins: config.CORS_ORIGINS,
      });
      const { PROXY_TIMEOUT_MS: timeoutMs, BODY_IDLE_MS: bodyIdleMs } = config;
      addProxyRoutes(app, { routes: proxiedRoutes(config), timeoutMs, bodyIdleMs });
      if (config.WEB_ROOT !== undefined) await addWebRoutes(app, config.WEB_ROOT);
    },
  });
}

function createTransports(
  { config, log }: GatewaySettings,
  { passports, metrics }: { readonly passports: PassportIssuer; readonly metrics: GatewayMetrics },
): Transports {
  return new Map(
    subgraphNames.map((subgraph) => [
      subgraph,
      createSubgraphTransport<RequestContext>(
        {
          subgraph,
          url: new URL(graphqlUrl(config, subgraph)),
          headers: (context) => subgraphHeaders(passports, subgraph, context),
          sharingKey: ({ sharingKey }) => sharingKey,
          // `jobProgress` begins with how things are now, which whoever joined an open upstream would never hear.
          subscriptionSharingKey: () => undefined,
        },
        { config, log, tally: metrics.subgraphs.of(subgraph) },
      ),
    ]),
  );
}

function transportTo(transports: Transports, subgraph: string): RoutedTransport<RequestContext> {
  const known = transports.get(subgraph);
  if (known === undefined) throw new Error(`There is no subgraph named "${subgraph}".`);
  return known;
}

function createWatcher(
  { config, log }: GatewaySettings,
  transports: Transports,
  variants: SupergraphVariants<RequestContext>,
): SupergraphWatcher<Engine<RequestContext>> {
  return new SupergraphWatcher({
    subgraphs: subgraphNames.map((name) => ({ name, url: graphqlUrl(config, name) })),
    fetchSdl: (subgraph) => fetchSubgraphSdl(transportTo(transports, subgraph).direct, ownContext()),
    build: (supergraphSdl, subgraphs) => variants.adopt({ supergraphSdl, subgraphs }),
    pollMs: config.SUPERGRAPH_POLL_MS,
    log,
  });
}

/** The gateway asking on its own account, in a trace of its own. */
function ownContext(): RequestContext {
  const { traceparent } = continueTrace(undefined);
  return { principal: gatewayItself, sharingKey: principalText(gatewayItself), traceparent };
}

function graphqlUrl(config: GatewayConfig, subgraph: SubgraphName): string {
  const base: Readonly<Record<SubgraphName, string>> = {
    identity: config.IDENTITY_URL,
    compute: config.COMPUTE_URL,
    storage: config.STORAGE_URL,
    governance: config.GOVERNANCE_URL,
  };
  return `${base[subgraph].replace(/\/$/, '')}/graphql`;
}

function proxiedRoutes(config: GatewayConfig): readonly ProxyRoute[] {
  const identity = { strip: '', target: config.IDENTITY_URL, bodyLimit: 16_384 };
  const storage = { strip: '/storage', target: config.STORAGE_URL, bodyLimit: undefined, passHeaders: [] };
  return [
    { path: '/storage/uploads', ...storage },
    { path: '/storage/blobs/*', ...storage },
    {
      path: '/auth/*',
      ...identity,
      passHeaders: ['authorization', 'cookie', 'origin', 'user-agent', 'sec-fetch-site'],
    },
    { path: '/.well-known/jwks.json', ...identity, passHeaders: [] },
  ];
}
