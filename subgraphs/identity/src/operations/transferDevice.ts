import type { EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import { Device, type DeviceRow } from '../entities/Device.js';
import { errors } from '../errors.js';
import { announceDevice } from '../events/announceDevice.js';
import { managesDevices, requireManager } from './admitterOf.js';
import { auditAllowed } from './auditAllowed.js';
import { fleetIdField } from './enrollDevice.js';
import { loadMember } from './loadMember.js';
import { parseInput } from './parseInput.js';
import { requirePlaceInFleet } from './requirePlaceInFleet.js';
import type { Caller, Services } from './Services.js';

const inputSchema = z
  .object({ id: z.string(), fleetId: fleetIdField.nullish(), ownerId: z.string().nullish() })
  .refine(({ fleetId, ownerId }) => fleetId != null || ownerId != null, 'must name a fleet or an owner');

/**
 * Gives a device to another fleet, to another member, or both, within its community. It keeps its key and its id.
 * Throws DEVICE_NOT_FOUND, DEVICE_REVOKED, MEMBER_NOT_FOUND, FLEET_NOT_FOUND, ENROLLMENT_CLOSED, FLEET_FULL, TOO_MANY_DEVICES,
 * BAD_USER_INPUT or a denial. In another's hands nobody vouches for it any longer, nor says where it stands.
 */
export async function transferDevice(services: Services, caller: Caller, input: unknown): Promise<DeviceRow> {
  const { community } = services.reach(caller.passport, 'devices:manage');
  const { id, fleetId, ownerId } = parseInput(inputSchema, input);
  return services.database.withTenant(community, async (em) => {
    const device = await lockDevice(em, { community, id });
    if (!managesDevices(services, caller.passport, device.fleetId)) throw errors.DEVICE_NOT_FOUND();
    if (device.status === 'REVOKED') throw errors.DEVICE_REVOKED();
    if (ownerId != null) await loadMember(em, { community, personId: ownerId });
    const keepsOwner = ownerId == null || ownerId === device.ownerId;
    const after = {
      fleetId: fleetId ?? device.fleetId,
      ownerId: ownerId ?? device.ownerId,
      vouched: keepsOwner && device.vouched,
      region: keepsOwner ? device.region : null,
    };
    if (after.fleetId === device.fleetId && keepsOwner) return device;
    requireManager({ services, caller }, after.fleetId);
    const transferred: DeviceRow = { ...device, ...after };
    const stays = after.fleetId === device.fleetId;
    await requirePlaceInFleet(em, { services, caller, by: 'MANAGER' }, { ...transferred, stays });
    await em.nativeUpdate(Device, { id, tenantId: community }, after);
    await announceDevice(em, transferred);
    const { fleetId: fleetBefore, ownerId: ownerBefore, vouched, region } = device;
    const before = { fleetId: fleetBefore, ownerId: ownerBefore, vouched, region };
    await auditAllowed(em, caller, {
      community,
      action: 'devices:manage',
      resource: { type: 'Device', id },
      details: { change: 'transferred', before, after },
    });
    return transferred;
  });
}

/** A device, locked for a change. Throws DEVICE_NOT_FOUND. */
export async function lockDevice(
  em: EntityManager,
  { community, id }: { readonly community: string; readonly id: string },
): Promise<DeviceRow> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const device = await em.findOne(Device, { id, tenantId: community }, { lockMode });
  if (device === null) throw errors.DEVICE_NOT_FOUND();
  return device;
}
