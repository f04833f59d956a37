import type { DeviceOffer } from '../rules/DeviceOffer.js';
import { placesWithinQuota } from '../rules/deviceQuota.js';
import type { Device } from './Device.js';

/** What a device offers now; null when it takes no work. `taken` counts its leases under way. */
export function offerOf(device: Device, taken: number, now: number): DeviceOffer | null {
  const { record, connection, capabilities, paused } = device;
  if (connection === null || capabilities === null || paused !== null || connection.isCongested())
    return null;
  const places = Math.min(device.capacity, device.proven);
  const free = Math.max(0, Math.min(device.credit, places - taken));
  const freePlaces = placesWithinQuota(device.quota, { free, taken }, now);
  if (freePlaces < 1) return null;
  return {
    deviceId: device.deviceId,
    fleetId: record.fleetId,
    communityId: record.communityId,
    ownerId: record.ownerId,
    vouched: record.vouched,
    region: record.region,
    runners: capabilities.runners,
    models: device.models,
    inputs: { has: (cid) => device.inputs.has(cid, now) },
    roundTripMs: connection.roundTripMs,
    cores: capabilities.cores,
    memoryBytes: capabilities.memoryBytes,
    freePlaces,
    capacity: device.capacity,
    turnaroundMs: device.turnaroundMs,
    claims: device.claims,
    joules: device.joules,
  };
}
