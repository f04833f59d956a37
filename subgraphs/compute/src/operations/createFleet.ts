import { newId } from '@ai-collective/contracts';
import { enqueue } from '@ai-collective/platform';
import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import { errors } from '../errors.js';
import { fleetOpened } from '../events/fleetNotices.js';
import { isVisibleText } from '../rules/visibleText.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { isUniqueViolation } from './isUniqueViolation.js';
import type { Requester } from './Requester.js';

/** Opens a fleet and its topic. Throws NAME_INVALID or FLEET_NAME_TAKEN. */
export async function createFleet(
  { authorize, database }: ComputeServices,
  requester: Requester,
  { name }: { readonly name: string },
): Promise<Fleet> {
  const { community } = authorize(requester.passport, 'fleets:manage');
  if (!isVisibleText(name, 200)) throw errors.NAME_INVALID();
  const fleet: Fleet = {
    id: newId('fleet'),
    tenantId: community,
    name,
    createdBy: requester.passport.sub,
    createdAt: new Date(),
  };
  try {
    await database.withTenant(community, async (em) => {
      await em.insert(FleetEntity, fleet);
      await enqueue(em, [fleetOpened({ fleetId: fleet.id, communityId: community })]);
      await auditAllowed(em, requester, {
        community,
        action: 'fleets:manage',
        type: 'fleet',
        id: fleet.id,
        details: { name },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? errors.FLEET_NAME_TAKEN({ name }) : error;
  }
  return fleet;
}
