import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import type { ComputeServices } from './ComputeServices.js';
import type { Requester } from './Requester.js';
import { findDefaultFleet } from './resolveJobTarget.js';

const mostFleets = 1_000;

/** A community's fleets, oldest first; the first of them is the default. */
export function listFleets(
  { authorize, database }: ComputeServices,
  { passport }: Requester,
): Promise<Fleet[]> {
  const { community } = authorize(passport, 'fleets:read');
  return database.withTenant(community, (em) =>
    em.find(
      FleetEntity,
      { tenantId: community },
      { orderBy: { createdAt: 'asc', id: 'asc' }, limit: mostFleets },
    ),
  );
}

/** The fleet that jobs go to when they name none, or null. */
export function defaultFleet(
  { authorize, database }: ComputeServices,
  { passport }: Requester,
): Promise<Fleet | null> {
  const { community } = authorize(passport, 'fleets:read');
  return findDefaultFleet(database, community);
}
