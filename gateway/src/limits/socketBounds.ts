import type { GatewayConfig } from '../config.js';
import { errors } from '../errors.js';
import type { SocketSettings } from '../subscriptions/socket/SocketSettings.js';
import { AdmissionGate } from './AdmissionGate.js';

/** The configured bounds of WebSockets of clients. */
export function socketBounds(
  config: Pick<
    GatewayConfig,
    'MAX_SOCKETS' | 'MAX_SOCKETS_PER_PRINCIPAL' | 'SOCKET_INIT_MS' | 'SOCKET_OPERATIONS'
  >,
): Pick<SocketSettings<unknown>, 'sockets' | 'maxSockets' | 'socketInitMs' | 'socketOperations'> {
  return {
    sockets: new AdmissionGate({
      perPrincipal: config.MAX_SOCKETS_PER_PRINCIPAL,
      overall: config.MAX_SOCKETS,
      refusal: errors.TOO_MANY_SOCKETS,
    }),
    maxSockets: config.MAX_SOCKETS,
    socketInitMs: config.SOCKET_INIT_MS,
    socketOperations: config.SOCKET_OPERATIONS,
  };
}
