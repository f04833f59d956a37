import type { Logger } from '@ai-collective/platform/runtime';
import type { GraphqlRouteSettings } from '../../http/graphqlRoutes.js';
import type { AdmissionGate } from '../../limits/AdmissionGate.js';

/** What serving GraphQL over WebSockets needs: what HTTP needs, and the bounds of sockets. */
export interface SocketSettings<Context> extends GraphqlRouteSettings<Context> {
  readonly log: Pick<Logger, 'error' | 'warn' | 'debug'>;
  /** Admits clients while their sockets are open. */
  readonly sockets: AdmissionGate;
  /** Most open sockets, those that have not said who they are included. */
  readonly maxSockets: number;
  /** Longest wait for `connection_init`, ms. */
  readonly socketInitMs: number;
  /** Most operations under way on one socket. */
  readonly socketOperations: number;
  /** Names, in lower case, of headers that the payload of `connection_init` may give. */
  readonly initHeaders: readonly string[];
  /** Origins besides the gateway's own whose pages may connect, with their visitors' cookies. */
  readonly trustedOrigins: readonly string[];
}
