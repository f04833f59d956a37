import { closeCodes, type DeviceRecord } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { loseLease } from '../leases/loseLease.js';

/** Acts on a new record of a device: revoked, it is shown the door; moved, it has to come in anew; whose it is, and who vouches for it, holds from now on. */
export function applyRecord(context: DispatchContext, record: DeviceRecord): void {
  const device = context.devices.get(record.deviceId);
  if (device === undefined) return;
  if (record.status === 'REVOKED') revoke(context, record.deviceId);
  else if (isMoved(device.record, record))
    device.connection?.close(closeCodes.goingAway, 'the device was enrolled anew');
  else device.record = record;
}

/** What a revoked device was running is for others to run. */
function revoke(context: DispatchContext, deviceId: string): void {
  for (const lease of context.leases.ofDevice(deviceId))
    if (lease.task.state === 'LEASED') loseLease(context, lease, 'ABANDONED');
  context.devices.get(deviceId)?.connection?.close(closeCodes.unauthorized, 'the device was revoked');
}

function isMoved(before: DeviceRecord, after: DeviceRecord): boolean {
  return (
    before.fleetId !== after.fleetId ||
    before.communityId !== after.communityId ||
    before.publicKey !== after.publicKey
  );
}
