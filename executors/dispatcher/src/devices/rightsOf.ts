import type { DeviceRights } from '../rules/whyNotHere.js';
import type { Device } from './Device.js';

/** What of a device decides what it may run. */
export function rightsOf({ record, capabilities }: Pick<Device, 'record' | 'capabilities'>): DeviceRights {
  const { fleetId, communityId, ownerId, vouched, region } = record;
  return { fleetId, communityId, ownerId, vouched, region, runners: capabilities?.runners ?? [] };
}
