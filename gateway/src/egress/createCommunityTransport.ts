import {
  checkEgressUrl,
  EgressRefusedError,
  guardedConnector,
  type EgressPolicy,
} from '@ai-collective/platform/egress';
import { createHttpTransport, type HttpTransport } from '../engine/transport/createHttpTransport.js';

export interface CommunityTransportSettings<Context> {
  readonly subgraph: string;
  readonly url: string;
  readonly headers: (context: Context) => Readonly<Record<string, string>>;
  readonly egress: EgressPolicy;
  /** Longest wait for a whole answer, ms. */
  readonly timeoutMs: number;
  /** Longest silence of a subscription, ms. */
  readonly silenceMs: number;
  /** Largest answer or event, bytes. */
  readonly maxResponseBytes: number;
  /** Most connections for queries and mutations, and as many for subscriptions. */
  readonly connections: number;
}

const maxHeaderBytes = 16_384;
/** A name's addresses are checked when connecting, so no connection outlives its check for long. */
const keepAliveMs = 30_000;

/**
 * A transport to a service that a tenant chose. Throws an EgressRefusedError for an address the policy refuses;
 * where its name leads is checked for each connection. Redirects are answers like any other.
 */
export function createCommunityTransport<Context>(
  settings: CommunityTransportSettings<Context>,
): HttpTransport<Context> {
  const { subgraph, egress, headers, timeoutMs, silenceMs, maxResponseBytes, connections } = settings;
  const check = checkEgressUrl(settings.url, egress);
  if (!check.ok) throw new EgressRefusedError(`${check.code}: ${check.message}`);
  return createHttpTransport<Context>({
    ...{ subgraph, url: check.url, headers, timeoutMs, silenceMs, maxResponseBytes, connections },
    streamConnections: connections,
    pool: {
      connect: guardedConnector(egress),
      maxHeaderSize: maxHeaderBytes,
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: keepAliveMs,
      allowH2: false,
    },
  });
}
