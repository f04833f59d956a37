import { closeCodes } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { loseLease } from '../leases/loseLease.js';

/** Shows a device the door; what it was running is for others to run. */
export function revokeDevice(context: DispatchContext, deviceId: string): void {
  for (const lease of context.leases.ofDevice(deviceId))
    if (lease.task.state === 'LEASED') loseLease(context, lease, 'ABANDONED');
  context.devices.get(deviceId)?.connection?.close(closeCodes.unauthorized, 'the device was revoked');
}
