import { newId } from '@ai-collective/contracts';
import { enqueue } from '@ai-collective/platform';
import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import { errors } from '../errors.js';
import { fleetOpened, fleetRecorded } from '../events/fleetNotices.js';
import { type EnrollmentInput, requestedEnrollment } from '../rules/enrollment.js';
import { isVisibleText } from '../rules/visibleText.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { isUniqueViolation } from './isUniqueViolation.js';
import type { Requester } from './Requester.js';

interface NewFleet {
  readonly name: string;
  readonly enrollment?: EnrollmentInput | null;
}

/** Opens a fleet and its topic. Throws NAME_INVALID, ENROLLMENT_INVALID or FLEET_NAME_TAKEN. */
export async function createFleet(
  { authorize, database }: ComputeServices,
  requester: Requester,
  { name, enrollment: wanted }: NewFleet,
): Promise<Fleet> {
  const { community } = authorize(requester.passport, 'fleets:manage');
  if (!isVisibleText(name, 200)) throw errors.NAME_INVALID();
  const enrollment = requestedEnrollment(wanted ?? { policy: 'APPROVAL' });
  if (enrollment === undefined) throw errors.ENROLLMENT_INVALID();
  const { policy: enrollmentPolicy, ...bounds } = enrollment;
  const fleet: Fleet = {
    id: newId('fleet'),
    tenantId: community,
    name,
    createdBy: requester.passport.sub,
    createdAt: new Date(),
    enrollmentPolicy,
    ...bounds,
    enrollmentVersion: 1,
  };
  try {
    await database.withTenant(community, async (em) => {
      await em.insert(FleetEntity, fleet);
      await enqueue(em, [fleetOpened({ fleetId: fleet.id, communityId: community }), fleetRecorded(fleet)]);
      await auditAllowed(em, requester, {
        community,
        action: 'fleets:manage',
        type: 'fleet',
        id: fleet.id,
        details: { name, enrollment },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? errors.FLEET_NAME_TAKEN({ name }) : error;
  }
  return fleet;
}
