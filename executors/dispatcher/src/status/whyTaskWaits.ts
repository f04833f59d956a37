import type { Device } from '../devices/Device.js';
import { offerOf } from '../devices/offerOf.js';
import { rightsOf } from '../devices/rightsOf.js';
import type { DispatchContext } from '../DispatchContext.js';
import { describeFaults, isModelResting } from '../rules/modelFaults.js';
import { whyWaiting, type Candidate } from '../rules/whyWaiting.js';
import type { KnownTask } from '../tasks/KnownTask.js';

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
  const suspended = context.suspensions.reasonOf(device.deviceId);
  if (suspended !== null) return suspended;
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
  const faults = context.modelFaults.get(message.modelVersionId);
  const resting =
    faults !== undefined && isModelResting(faults, context.now()) ? describeFaults(faults) : null;
  return context.halted() ?? resting ?? whyWaiting(candidates, message);
}
