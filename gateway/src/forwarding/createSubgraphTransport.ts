import type { Logger } from '@ai-collective/platform/runtime';
import type { GatewayConfig } from '../config.js';
import {
  createHttpTransport,
  type HttpTransport,
  type HttpTransportSettings,
} from '../engine/transport/createHttpTransport.js';
import { createSocketTransport } from '../engine/transport/createSocketTransport.js';
import { guardTransport } from '../engine/transport/guardTransport.js';
import type { SubgraphTransport } from '../engine/transport/SubgraphTransport.js';
import { countCalls } from '../observability/metrics/countCalls.js';
import type { SubgraphTally } from '../observability/metrics/SubgraphTally.js';
import { SharedSubscriptions, type SharingSettings } from '../subscriptions/SharedSubscriptions.js';

/** Where a subgraph is and what it is told. */
export interface SubgraphRoute<Context> extends Pick<
  HttpTransportSettings<Context>,
  'subgraph' | 'url' | 'headers' | 'sharingKey' | 'onResponse'
> {
  /** Who may share the events of a subscription. */
  readonly subscriptionSharingKey: SharingSettings<Context>['sharingKey'];
  /** A `ws:` or `wss:` address for subscriptions; without one they are server-sent events from `url`. */
  readonly subscriptionUrl?: URL | undefined;
}

export type TransportOptions = Pick<
  GatewayConfig,
  | 'SUBGRAPH_TIMEOUT_MS'
  | 'SUBGRAPH_CONNECTIONS'
  | 'SUBGRAPH_RESPONSE_BYTES'
  | 'SUBGRAPH_RETRY_MS'
  | 'SUBSCRIPTION_SILENCE_MS'
  | 'SUBSCRIPTION_QUEUE'
  | 'MAX_STREAMS'
  | 'CIRCUIT_FAILURES'
  | 'CIRCUIT_FAILURE_PERCENT'
  | 'CIRCUIT_WINDOW_MS'
  | 'CIRCUIT_OPEN_MS'
  | 'CIRCUIT_PROBES'
>;

/** The way to one subgraph, with connections and a circuit of its own; the one who makes it closes it. */
export interface RoutedTransport<Context> extends HttpTransport<Context> {
  /** The same without the circuit, for what must know how the subgraph is. */
  readonly direct: SubgraphTransport<Context>;
}

export interface TransportParts {
  readonly config: TransportOptions;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  /** Where its calls are counted. */
  readonly tally: SubgraphTally;
}

/** Puts the way to a subgraph together: HTTP, subscriptions that are shared, and a circuit breaker around both. */
export function createSubgraphTransport<Context>(
  route: SubgraphRoute<Context>,
  { config, log, tally }: TransportParts,
): RoutedTransport<Context> {
  const { subgraph, subscriptionUrl } = route;
  const common = {
    subgraph,
    headers: route.headers,
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    silenceMs: config.SUBSCRIPTION_SILENCE_MS,
    maxResponseBytes: config.SUBGRAPH_RESPONSE_BYTES,
  };
  const http = createHttpTransport<Context>({
    ...common,
    url: route.url,
    ...(route.sharingKey && { sharingKey: route.sharingKey }),
    onResponse: route.onResponse,
    onShared: () => tally.shared++,
    connections: config.SUBGRAPH_CONNECTIONS,
    streamConnections: config.MAX_STREAMS,
  });
  const socket =
    subscriptionUrl &&
    createSocketTransport<Context>({ ...common, url: subscriptionUrl, connections: config.MAX_STREAMS });
  const sharing = {
    subgraph,
    sharingKey: route.subscriptionSharingKey,
    capacity: config.SUBSCRIPTION_QUEUE,
  };
  const shared = new SharedSubscriptions<Context>(socket ?? http, sharing);
  const direct: SubgraphTransport<Context> = {
    fetch: (request) => http.fetch(request),
    subscribe: (request) => shared.subscribe(request),
  };
  tally.circuit = 'closed';
  const guarded = guardTransport(direct, {
    subgraph,
    circuit: circuitOf(config),
    retryWithinMs: config.SUBGRAPH_RETRY_MS === 0 ? undefined : config.SUBGRAPH_RETRY_MS,
    onRetry: () => tally.retried++,
    onStateChange: ({ from, to }) => {
      tally.turnCircuit(to);
      log[to === 'open' ? 'warn' : 'info']({ subgraph, from, to }, 'the circuit of a subgraph has changed');
    },
  });
  return {
    ...countCalls(guarded, tally),
    direct,
    close: async () => {
      await Promise.all([http.close(), socket?.close()]);
    },
  };
}

function circuitOf(config: TransportOptions) {
  return {
    failuresInARow: config.CIRCUIT_FAILURES,
    failureRate: config.CIRCUIT_FAILURE_PERCENT / 100,
    fewestCalls: 2 * config.CIRCUIT_FAILURES,
    windowMs: config.CIRCUIT_WINDOW_MS,
    openMs: config.CIRCUIT_OPEN_MS,
    probes: config.CIRCUIT_PROBES,
  };
}
