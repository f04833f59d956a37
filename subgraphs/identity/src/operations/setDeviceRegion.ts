import { regionSchema } from '@ai-collective/contracts';
import { z } from 'zod';
import { Device, type DeviceRow } from '../entities/Device.js';
import { errors } from '../errors.js';
import { announceDevice } from '../events/announceDevice.js';
import { managesDevices } from './admitterOf.js';
import { auditAllowed } from './auditAllowed.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';
import { lockDevice } from './transferDevice.js';

const inputSchema = z.object({ id: z.string(), region: regionSchema.nullable() });

/**
 * Says where a device stands, or that nobody knows. It is an operator's word: a device could say anything of itself.
 * Throws DEVICE_NOT_FOUND, DEVICE_REVOKED, BAD_USER_INPUT or a denial.
 */
export async function setDeviceRegion(
  services: Services,
  caller: Caller,
  input: unknown,
): Promise<DeviceRow> {
  const { community } = services.reach(caller.passport, 'devices:manage');
  const { id, region } = parseInput(inputSchema, input);
  return services.database.withTenant(community, async (em) => {
    const device = await lockDevice(em, { community, id });
    if (!managesDevices(services, caller.passport, device.fleetId)) throw errors.DEVICE_NOT_FOUND();
    if (device.status === 'REVOKED') throw errors.DEVICE_REVOKED();
    if (device.region === region) return device;
    const changed: DeviceRow = { ...device, region };
    await em.nativeUpdate(Device, { id, tenantId: community }, { region });
    await announceDevice(em, changed);
    await auditAllowed(em, caller, {
      community,
      action: 'devices:manage',
      resource: { type: 'Device', id },
      details: { change: 'region', before: device.region, after: region },
    });
    return changed;
  });
}
