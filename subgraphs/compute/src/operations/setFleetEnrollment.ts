import { idSchema } from '@ai-collective/contracts';
import { enqueue, type EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import { errors } from '../errors.js';
import { fleetRecorded } from '../events/fleetNotices.js';
import { enrollmentOf, requestedEnrollment, type EnrollmentInput } from '../rules/enrollment.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import type { Requester } from './Requester.js';

interface WantedEnrollment {
  readonly fleetId: string;
  readonly enrollment: EnrollmentInput;
}

/**
 * Decides who may bring devices into a fleet from now on, and how many. Identity, which admits them, hears of it within
 * seconds; devices that are in the fleet stay. Throws FLEET_NOT_FOUND, ENROLLMENT_INVALID or a denial.
 */
export async function setFleetEnrollment(
  { authorize, database }: ComputeServices,
  requester: Requester,
  { fleetId, enrollment }: WantedEnrollment,
): Promise<Fleet> {
  const about = { community: requester.passport.community, type: 'Fleet', id: fleetId } as const;
  const { community } = authorize(requester.passport, 'fleets:manage', about);
  const wanted = requestedEnrollment(enrollment);
  if (wanted === undefined) throw errors.ENROLLMENT_INVALID();
  return database.withTenant(community, async (em) => {
    const fleet = await lockFleet(em, { community, fleetId });
    const before = enrollmentOf(fleet);
    const { policy: enrollmentPolicy, ...bounds } = wanted;
    const after = { enrollmentPolicy, ...bounds, enrollmentVersion: fleet.enrollmentVersion + 1 };
    await em.nativeUpdate(FleetEntity, { id: fleetId, tenantId: community }, after);
    const changed: Fleet = { ...fleet, ...after };
    await enqueue(em, [fleetRecorded(changed)]);
    const details = { before, after: wanted };
    await auditAllowed(em, requester, {
      community,
      action: 'fleets:manage',
      type: 'fleet',
      id: fleetId,
      details,
    });
    return changed;
  });
}

/** Throws FLEET_NOT_FOUND. */
async function lockFleet(
  em: EntityManager,
  { community, fleetId }: { readonly community: string; readonly fleetId: string },
): Promise<Fleet> {
  if (!idSchema('fleet').safeParse(fleetId).success) throw errors.FLEET_NOT_FOUND();
  const wanted = { id: fleetId, tenantId: community };
  const fleet = await em.findOne(FleetEntity, wanted, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (fleet === null) throw errors.FLEET_NOT_FOUND();
  return fleet;
}
