import { deviceFlowClients } from '@ai-collective/contracts';
import type { DeviceClientKind } from '../entities/DeviceAuthorization.js';
import { errors } from '../errors.js';

/** Which program a `client_id` names. Programs keep no secret, so this proves nothing. Throws CLIENT_UNKNOWN. */
export function programKindOf(clientId: string | undefined): DeviceClientKind {
  if (clientId === deviceFlowClients.cli) return 'CLI';
  if (clientId === deviceFlowClients.agent) return 'AGENT';
  throw errors.CLIENT_UNKNOWN();
}
