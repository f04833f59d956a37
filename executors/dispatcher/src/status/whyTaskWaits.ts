import type { Device } from '../devices/Device.js';
import { offerOf } from '../devices/offerOf.js';
import type { DispatchContext } from '../DispatchContext.js';
import type { DeviceRights } from '../rules/whyNotHere.js';
import { whyWaiting, type Candidate } from '../rules/whyWaiting.js';
import type { KnownTask } from '../tasks/KnownTask.js';

/** What of a device decides what it may run. */
export function rightsOf({ record, capabilities }: Device): DeviceRights {
  const { fleetId, communityId, ownerId, vouched, region } = record;
  return { fleetId, communityId, ownerId, vouched, region, runners: capabilities?.runners ?? [] };
}

/** The connected devices of each fleet, as candidates for its tasks. */
export function candidatesByFleet(context: DispatchContext): ReadonlyMap<string, readonly Candidate[]> {
  const fleets = new Map<string, Candidate[]>();
  for (const device of context.devices.all()) {
    if (device.connection === null || device.capabilities === null) continue;
    const fleet = fleets.get(device.record.fleetId) ?? [];
    fleet.push({ rights: rightsOf(device), unavailable: whyUnavailable(context, device) });
    fleets.set(device.record.fleetId, fleet);
  }
  return fleets;
}

function whyUnavailable(context: DispatchContext, device: Device): string | null {
  if (context.suspensions.has(device.deviceId)) return 'suspended: too many of its results were wrong';
  if (device.paused !== null) return device.paused;
  const taken = context.leases.running(device.deviceId);
  if (offerOf(device, taken, context.now()) !== null) return null;
  return taken > 0 ? 'busy' : 'resting, or without a free place';
}

/** Why a waiting task waits, in words. @param candidates those of its fleet */
export function whyTaskWaits(
  context: DispatchContext,
  { message }: KnownTask,
  candidates: readonly Candidate[],
): string {
  return context.halted() ?? whyWaiting(candidates, message);
}
