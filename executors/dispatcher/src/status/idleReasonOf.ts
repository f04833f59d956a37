import type { Device } from '../devices/Device.js';
import { offerOf } from '../devices/offerOf.js';
import { rightsOf } from '../devices/rightsOf.js';
import type { DispatchContext } from '../DispatchContext.js';
import { idleReason } from '../rules/idleReason.js';
import { whyNotHere } from '../rules/whyNotHere.js';
import type { KnownTask } from '../tasks/KnownTask.js';

/** Why a device has no work, in words; null while it has some. `heads` are the next tasks of its fleet, or of all. */
export function idleReasonOf(
  context: DispatchContext,
  device: Device,
  heads: readonly KnownTask[],
): string | null {
  const now = context.now();
  const { record, connection, capabilities, paused, quota } = device;
  const taken = context.leases.running(device.deviceId);
  const inFleet = heads.filter(({ message }) => message.fleetId === record.fleetId);
  const rights = rightsOf(device);
  const situation = {
    connected: connection !== null,
    announced: capabilities !== null,
    suspended: context.suspensions.reasonOf(device.deviceId),
    paused,
    freePlaces: offerOf(device, taken, now)?.freePlaces ?? 0,
    taken,
    quota,
    refusals: inFleet.flatMap(({ message }) => whyNotHere(rights, message) ?? []),
    waiting: inFleet.length,
    halted: context.halted(),
  };
  return idleReason(situation, now);
}
