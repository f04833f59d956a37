import { subgraphNames, type SubgraphName } from '@ai-collective/contracts';
import {
  continueTrace,
  startHttpServer,
  type HttpServer,
  type Logger,
  type ReadinessCheck,
} from '@ai-collective/platform/runtime';
import type { FastifyInstance } from 'fastify';
import { createCallers } from './authentication/createCallers.js';
import { CredentialResolver } from './authentication/CredentialResolver.js';
import { gatewayItself } from './authentication/Principal.js';
import type { GatewayConfig } from './config.js';
import type { EgressPolicy } from './egress/EgressPolicy.js';
import type { Engine } from './engine/createEngine.js';
import { createHttpTransport, type HttpTransport } from './engine/transport/createHttpTransport.js';
import { createPassportIssuer, type PassportIssuer } from './forwarding/PassportIssuer.js';
import { createVisitorPassports } from './forwarding/VisitorPassports.js';
import { subgraphHeaders, type RequestContext } from './forwarding/RequestContext.js';
import { bounds } from './limits/bounds.js';
import { addGraphqlRoutes } from './http/graphqlRoutes.js';
import { addProxyRoutes, type ProxyRoute } from './http/proxyRoutes.js';
import { addWebRoutes } from './http/webRoutes.js';
import { addSupergraphStatus, supergraphCheck } from './observability/supergraphReadiness.js';
import { fetchSubgraphSdl } from './supergraph/fetchSubgraphSdl.js';
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
  /** How the supergraphs of communities stand. */
  variantStats(): VariantStats;
  close(): Promise<void>;
}

type Transports = ReadonlyMap<string, HttpTransport<RequestContext>>;

/** Starts listening and looking for the supergraph. Rejects when the key is malformed or the port is taken. */
export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const { config, log, policyVersionOf } = settings;
  const passports = await createPassportIssuer({ privateJwk: config.PASSPORT_PRIVATE_JWK, policyVersionOf });
  const { IDENTITY_URL: identityUrl, CREDENTIAL_CACHE_MS: cacheMs } = config;
  const credentials = new CredentialResolver({ identityUrl, passports, cacheMs });
  const transports = createTransports(config, passports);
  const platformTransport = (subgraph: string) => transportTo(transports, subgraph);
  const variants = createVariants({
    ...{ config, log, platformTransport },
    source: settings.variants ?? new InMemoryVariantSource(),
    visitors: await createVisitorPassports({ privateJwk: config.PASSPORT_PRIVATE_JWK }),
    ...(settings.communityEgress && { egress: settings.communityEgress }),
  });
  const watcher = createWatcher(settings, transports, variants);
  const release = async (): Promise<void> => {
    await watcher.close();
    await variants.close();
    await Promise.all([
      credentials.close(),
      ...[...transports.values()].map((transport) => transport.close()),
    ]);
  };
  try {
    const server = await listen(settings, { watcher, credentials, variants });
    watcher.start();
    const variantStats = () => variants.stats();
    return { url: server.url, port: server.port, variantStats, close: () => server.close().finally(release) };
  } catch (error) {
    await release();
    log.error({ err: error }, 'the gateway cannot listen');
    throw error;
  }
}

function listen(
  { config, log, readiness = [] }: GatewaySettings,
  parts: {
    readonly watcher: SupergraphWatcher<Engine<RequestContext>>;
    readonly credentials: CredentialResolver;
    readonly variants: SupergraphVariants<RequestContext>;
  },
): Promise<HttpServer> {
  const { watcher, credentials, variants } = parts;
  return startHttpServer({
    host: config.HOST,
    port: config.PORT,
    log,
    readiness: [supergraphCheck(watcher), ...readiness],
    routes: async (app: FastifyInstance) => {
      addSupergraphStatus(app, watcher);
      addGraphqlRoutes(app, {
        engine: ({ context }) => variants.engineFor(context.principal.community),
        callers: createCallers({
          credentials,
          credentialCheckMs: config.STREAM_CREDENTIAL_CHECK_MS,
          credentialGraceMs: config.STREAM_CREDENTIAL_GRACE_MS,
          communityDomain: config.COMMUNITY_DOMAIN,
        }),
        ...bounds(config),
      });
      const { PROXY_TIMEOUT_MS: timeoutMs, BODY_IDLE_MS: bodyIdleMs } = config;
      addProxyRoutes(app, { routes: proxiedRoutes(config), timeoutMs, bodyIdleMs });
      if (config.WEB_ROOT !== undefined) await addWebRoutes(app, config.WEB_ROOT);
    },
  });
}

function createTransports(config: GatewayConfig, passports: PassportIssuer): Transports {
  return new Map(
    subgraphNames.map((subgraph) => [
      subgraph,
      createHttpTransport<RequestContext>({
        subgraph,
        url: new URL(graphqlUrl(config, subgraph)),
        headers: (context) => subgraphHeaders(passports, subgraph, context),
        timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
        silenceMs: config.SUBSCRIPTION_SILENCE_MS,
        maxResponseBytes: config.SUBGRAPH_RESPONSE_BYTES,
        connections: config.SUBGRAPH_CONNECTIONS,
        streamConnections: config.MAX_STREAMS,
      }),
    ]),
  );
}

function transportTo(transports: Transports, subgraph: string): HttpTransport<RequestContext> {
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
    fetchSdl: (subgraph) => fetchSubgraphSdl(transportTo(transports, subgraph), ownContext()),
    build: (supergraphSdl, subgraphs) => variants.adopt({ supergraphSdl, subgraphs }),
    pollMs: config.SUPERGRAPH_POLL_MS,
    log,
  });
}

/** The gateway asking on its own account, in a trace of its own. */
function ownContext(): RequestContext {
  return { principal: gatewayItself, traceparent: continueTrace(undefined).traceparent };
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
    { path: '/auth/*', ...identity, passHeaders: ['authorization', 'cookie', 'origin', 'user-agent'] },
    { path: '/.well-known/jwks.json', ...identity, passHeaders: [] },
  ];
}
