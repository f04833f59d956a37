import { Device, type DeviceRow } from '../entities/Device.js';
import { errors } from '../errors.js';
import { announceDevice } from '../events/announceDevice.js';
import { managesDevices } from './admitterOf.js';
import { auditAllowed } from './auditAllowed.js';
import type { Caller, Services } from './Services.js';
import { lockDevice } from './transferDevice.js';

interface Vouching {
  readonly id: string;
  readonly vouched: boolean;
}

/**
 * Vouches for a device, or ceases to. Results of a device that is vouched for are taken without a second opinion.
 * Throws DEVICE_NOT_FOUND, DEVICE_REVOKED or a denial.
 */
export async function setDeviceVouched(
  services: Services,
  caller: Caller,
  { id, vouched }: Vouching,
): Promise<DeviceRow> {
  const { community } = services.reach(caller.passport, 'devices:manage');
  return services.database.withTenant(community, async (em) => {
    const device = await lockDevice(em, { community, id });
    if (!managesDevices(services, caller.passport, device.fleetId)) throw errors.DEVICE_NOT_FOUND();
    if (device.status === 'REVOKED') throw errors.DEVICE_REVOKED();
    if (device.vouched === vouched) return device;
    const changed: DeviceRow = { ...device, vouched };
    await em.nativeUpdate(Device, { id, tenantId: community }, { vouched });
    await announceDevice(em, changed);
    await auditAllowed(em, caller, {
      community,
      action: 'devices:manage',
      resource: { type: 'Device', id },
      details: { change: vouched ? 'vouched' : 'unvouched' },
    });
    return changed;
  });
}
