import type { EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import type { DeviceRow } from '../entities/Device.js';
import { Fleet, type FleetRow } from '../entities/Fleet.js';
import { errors } from '../errors.js';
import { enrollmentVerdict, type Admitter } from '../rules/enrollmentVerdict.js';
import { requireManager, type Admission } from './admitterOf.js';

/** A device as it shall be in a fleet. */
interface Newcomer extends Pick<DeviceRow, 'tenantId' | 'fleetId' | 'ownerId'> {
  /** Undefined for one that is new. */
  readonly id: string | undefined;
  /** Whether it is in the fleet already, and gets another owner. */
  readonly stays: boolean;
}

/**
 * Lets one more device into a fleet, or gives one of it another owner, or throws: FLEET_NOT_FOUND, ENROLLMENT_CLOSED, FLEET_FULL, TOO_MANY_DEVICES or a denial.
 * Devices join one fleet one after the other, so that its bounds hold.
 */
export async function requirePlaceInFleet(
  em: EntityManager,
  admission: Admission & { readonly by: Admitter },
  device: Newcomer,
): Promise<void> {
  const fleet = await lockFleet(em, device);
  const counts = await countDevices(em, device);
  switch (enrollmentVerdict(fleet, { by: admission.by, stays: device.stays, ...counts })) {
    case 'ADMITTED':
      return;
    case 'MANAGERS_ONLY':
      requireManager(admission, device.fleetId);
      return requirePlaceInFleet(em, { ...admission, by: 'MANAGER' }, device);
    case 'ENROLLMENT_CLOSED':
      throw errors.ENROLLMENT_CLOSED();
    case 'FLEET_FULL':
      throw errors.FLEET_FULL({ limit: fleet.maxDevices });
    case 'TOO_MANY_DEVICES':
      throw errors.TOO_MANY_DEVICES({ limit: fleet.maxDevicesPerOwner });
  }
}

async function lockFleet(em: EntityManager, { fleetId, tenantId }: Newcomer): Promise<FleetRow> {
  const fleet = await em.findOne(Fleet, { id: fleetId, tenantId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (fleet === null) throw errors.FLEET_NOT_FOUND();
  return fleet;
}

interface Counts {
  readonly devices: number;
  readonly ofOwner: number;
}

async function countDevices(em: EntityManager, device: Newcomer): Promise<Counts> {
  const [counts] = await em.execute<Counts[]>(
    `select count(*)::int as devices, count(*) filter (where owner_id = ?)::int as "ofOwner" from device
     where tenant_id = ? and fleet_id = ? and status = 'ENROLLED' and id <> ?`,
    [device.ownerId, device.tenantId, device.fleetId, device.id ?? ''],
  );
  return counts ?? { devices: 0, ofOwner: 0 };
}
