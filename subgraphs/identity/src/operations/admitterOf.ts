import type { PassportClaims } from '@ai-collective/contracts';
import { DeniedError, type EntityManager } from '@ai-collective/platform';
import { Membership } from '../entities/Membership.js';
import type { Admitter } from '../rules/enrollmentVerdict.js';
import type { Caller, Services } from './Services.js';

/** Who lets a device in. */
export interface Admission {
  readonly services: Services;
  readonly caller: Caller;
}

/**
 * As what somebody lets a machine into a fleet: as one who manages devices there, or as a member who brings their own. Throws
 * a denial for who may not even see fleets, or acts here only by a role of an outer community.
 */
export async function admitterOf(
  em: EntityManager,
  { services, caller: { passport } }: Admission,
  fleetId: string,
): Promise<Admitter> {
  const { community, sub: personId } = passport;
  const fleet = { community, type: 'Fleet', id: fleetId } as const;
  if (services.decide(passport, 'devices:manage', fleet).allowed) return 'MANAGER';
  services.authorize(passport, 'fleets:read', fleet);
  const memberships = await em.count(Membership, { tenantId: community, personId });
  if (memberships > 0) return 'MEMBER';
  const message = 'Only members of the community itself may bring devices of their own.';
  throw new DeniedError({ permission: 'devices:manage', community }, 'FORBIDDEN', message);
}

/** Whether somebody manages the devices of a fleet. */
export function managesDevices(
  { allows }: Pick<Services, 'allows'>,
  passport: PassportClaims,
  fleetId: string,
): boolean {
  return allows(passport, 'devices:manage', { community: passport.community, type: 'Fleet', id: fleetId });
}

/** Throws a denial for who does not manage the devices of a fleet. */
export function requireManager({ services, caller: { passport } }: Admission, fleetId: string): void {
  const { community } = passport;
  services.authorize(passport, 'devices:manage', { community, type: 'Fleet', id: fleetId });
}
