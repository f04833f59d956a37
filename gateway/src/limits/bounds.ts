import type { GatewayConfig } from '../config.js';
import { errors } from '../errors.js';
import type { GraphqlRouteSettings } from '../http/graphqlRoutes.js';
import { AdmissionGate } from './AdmissionGate.js';

export type BoundOptions = Pick<
  GatewayConfig,
  | 'MAX_REQUESTS'
  | 'MAX_REQUESTS_PER_PRINCIPAL'
  | 'MAX_STREAMS'
  | 'MAX_STREAMS_PER_PRINCIPAL'
  | 'SUBSCRIPTION_QUEUE'
  | 'SUBSCRIPTION_HEARTBEAT_MS'
>;

/** The configured bounds of what goes on at once. */
export function bounds(
  config: BoundOptions,
): Pick<
  GraphqlRouteSettings<unknown>,
  'requests' | 'streams' | 'subscriptionQueue' | 'subscriptionHeartbeatMs'
> {
  return {
    requests: new AdmissionGate({
      perPrincipal: config.MAX_REQUESTS_PER_PRINCIPAL,
      overall: config.MAX_REQUESTS,
      refusal: errors.TOO_MANY_REQUESTS,
    }),
    streams: new AdmissionGate({
      perPrincipal: config.MAX_STREAMS_PER_PRINCIPAL,
      overall: config.MAX_STREAMS,
      refusal: errors.TOO_MANY_STREAMS,
    }),
    subscriptionQueue: config.SUBSCRIPTION_QUEUE,
    subscriptionHeartbeatMs: config.SUBSCRIPTION_HEARTBEAT_MS,
  };
}
