import type { Permission } from '@ai-collective/contracts';
import { isPublicAddress, resolveAddresses, type EgressPolicy } from '@ai-collective/platform/egress';
import type { Logger } from '@ai-collective/platform/runtime';
import { grantsOf } from '../authorization/grantsOf.js';
import type { DenialReports } from '../authorization/DenialReports.js';
import { logDenials } from '../authorization/logDenials.js';
import type { GatewayConfig } from '../config.js';
import { createCommunityTransport } from '../egress/createCommunityTransport.js';
import { openEngine } from '../engine/openEngine.js';
import type { Planners } from '../engine/planning/Planner.js';
import type { HttpTransport } from '../engine/transport/createHttpTransport.js';
import type { SubgraphTransport } from '../engine/transport/SubgraphTransport.js';
import type { RequestContext } from '../forwarding/RequestContext.js';
import type { VisitorPassports } from '../forwarding/VisitorPassports.js';
import { configuredLimits } from '../limits/configuredLimits.js';
import type { GatewayMetrics } from '../observability/metrics/GatewayMetrics.js';
import { operationChecks } from '../limits/operationChecks.js';
import { countCalls } from '../observability/metrics/countCalls.js';
import { SupergraphVariants } from './SupergraphVariants.js';
import type { BuiltEngine } from './Variant.js';
import type { CommunitySubgraph } from './VariantDefinition.js';
import type { VariantSource } from './VariantSource.js';

export interface CreateVariantsSettings {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly source: VariantSource;
  readonly visitors: VisitorPassports;
  readonly metrics: GatewayMetrics;
  readonly planners: Planners;
  readonly denials: Pick<DenialReports, 'note'>;
  /** The way to a subgraph of the platform. */
  readonly platformTransport: (subgraph: string) => SubgraphTransport<RequestContext>;
  /** What policies of a community may permit to somebody, beyond roles. */
  readonly openedIn?: (communityId: string) => ReadonlySet<Permission>;
  /** Replaces parts of the policy for connections to communities' subgraphs. */
  readonly egress?: Partial<EgressPolicy>;
}

const operationCapacity = 1_000;
const mebibyte = 1_048_576;

/** The gateway's variants, as configured. */
export function createVariants(settings: CreateVariantsSettings): SupergraphVariants<RequestContext> {
  const { config, log, source } = settings;
  const egress = egressPolicy(settings);
  return new SupergraphVariants<RequestContext>({
    source,
    build: (supergraph, own) => build(settings, egress, { supergraph, own }),
    egress,
    budgetBytes: config.VARIANT_MEMORY_MB * mebibyte,
    warmOperations: config.VARIANT_WARM_OPERATIONS,
    warmMs: config.VARIANT_WARM_MS,
    waitMs: config.VARIANT_WAIT_MS,
    log,
  });
}

function egressPolicy({ config, egress }: CreateVariantsSettings): EgressPolicy {
  return {
    schemes: config.COMMUNITY_EGRESS_HTTP ? ['https', 'http'] : ['https'],
    ports: config.COMMUNITY_EGRESS_PORTS,
    allows: isPublicAddress,
    resolve: resolveAddresses,
    ...egress,
  };
}

async function build(
  settings: CreateVariantsSettings,
  egress: EgressPolicy,
  parts: { readonly supergraph: string; readonly own: readonly CommunitySubgraph[] },
): Promise<BuiltEngine<RequestContext>> {
  const { config, log, visitors, metrics, planners, denials, openedIn, platformTransport } = settings;
  const transports = new Map<string, HttpTransport<RequestContext>>(
    parts.own.map(({ name, url }) => [
      name,
      createCommunityTransport<RequestContext>({
        ...{ subgraph: name, url, egress },
        headers: (context) => visitors.headersFor(name, context),
        timeoutMs: config.COMMUNITY_SUBGRAPH_TIMEOUT_MS,
        silenceMs: config.SUBSCRIPTION_SILENCE_MS,
        maxResponseBytes: config.COMMUNITY_SUBGRAPH_RESPONSE_BYTES,
        connections: config.COMMUNITY_SUBGRAPH_CONNECTIONS,
      }),
    ]),
  );
  const own = (subgraph: string): SubgraphTransport<RequestContext> | undefined => {
    const transport = transports.get(subgraph);
    return transport && countCalls(transport, metrics.subgraphs.communities);
  };
  const logDenied = logDenials(log);
  const engine = await openEngine<RequestContext>({
    supergraph: parts.supergraph,
    planners,
    transport: (subgraph) => own(subgraph) ?? platformTransport(subgraph),
    counters: metrics.engine,
    checks: operationChecks(configuredLimits(config).operation),
    grants: ({ principal }) => grantsOf(principal, openedIn?.(principal.community)),
    onDenied: (context, coordinates) => {
      logDenied(context, coordinates);
      denials.note(context, coordinates);
    },
    operationCapacity,
    onPlanningFailure: (cause) => log.error({ err: cause }, 'an operation could not be planned'),
  });
  const close = async (): Promise<void> => {
    engine.close();
    await Promise.all([...transports.values()].map((transport) => transport.close()));
  };
  return { engine, operationCapacity, close };
}
