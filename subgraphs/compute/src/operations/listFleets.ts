import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import type { ComputeServices } from './ComputeServices.js';
import type { Requester } from './Requester.js';
import { findDefaultFleet } from './resolveJobTarget.js';
import { fleetsWithin } from './withinReach.js';

const mostFleets = 1_000;

/** A community's fleets that the requester may see, oldest first. */
export function listFleets({ reach, database }: ComputeServices, { passport }: Requester): Promise<Fleet[]> {
  const reached = reach(passport, 'fleets:read');
  return database.withTenant(reached.community, (em) =>
    em.find(FleetEntity, fleetsWithin(reached), {
      orderBy: { createdAt: 'asc', id: 'asc' },
      limit: mostFleets,
    }),
  );
}

/** The fleet that jobs go to when they name none, or null, also when the requester may not see it. */
export async function defaultFleet(
  { reach, database }: ComputeServices,
  { passport }: Requester,
): Promise<Fleet | null> {
  const { community, everywhere, fleets } = reach(passport, 'fleets:read');
  const fleet = await findDefaultFleet(database, community);
  return fleet !== null && (everywhere || fleets.includes(fleet.id)) ? fleet : null;
}
