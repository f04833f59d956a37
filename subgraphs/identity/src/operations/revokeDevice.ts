import type { AuditActor, EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { Device, type DeviceRow } from '../entities/Device.js';
import { errors } from '../errors.js';
import { announceDevice } from '../events/announceDevice.js';
import { managesDevices } from './admitterOf.js';
import { auditAllowed } from './auditAllowed.js';
import type { Caller, Services } from './Services.js';

/** Shuts a device out for good; revoking it again changes nothing. Throws DEVICE_NOT_FOUND or a denial. */
export async function revokeDevice(services: Services, caller: Caller, id: string): Promise<DeviceRow> {
  const { community } = services.reach(caller.passport, 'devices:manage');
  return services.database.withTenant(community, async (em) => {
    const device = await em.findOne(
      Device,
      { id, tenantId: community },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (device === null || !managesDevices(services, caller.passport, device.fleetId))
      throw errors.DEVICE_NOT_FOUND();
    return endDevice(em, device, { actor: caller, now: services.clock(), change: 'revoked' });
  });
}

interface Ending {
  readonly actor: AuditActor;
  readonly now: Date;
  /** What the audit log calls it. */
  readonly change: 'revoked' | 'left';
}

/** Shuts out a device that is locked, and tells dispatchers; one that is shut out already stays as it is. */
export async function endDevice(
  em: EntityManager,
  device: DeviceRow,
  { actor, now, change }: Ending,
): Promise<DeviceRow> {
  if (device.status === 'REVOKED') return device;
  const { id, tenantId: community } = device;
  const revoked: DeviceRow = { ...device, status: 'REVOKED', revokedAt: now };
  await em.nativeUpdate(
    Device,
    { id, tenantId: community },
    { status: revoked.status, revokedAt: revoked.revokedAt },
  );
  await announceDevice(em, revoked);
  await auditAllowed(em, actor, {
    community,
    action: 'devices:manage',
    resource: { type: 'Device', id },
    details: { change },
  });
  return revoked;
}
