import { mayGrant, type Grant } from './grants.js';
import { effectiveGrants, effectiveRoles, type Holding } from './inheritance.js';

/** Two people before a community and those it lies in. */
export interface AccountQuestion {
  /** What the one who asks may do in the community itself. */
  readonly granter: Grant;
  /** What the one who asks holds as a member, there and further up; nothing when it is no person. */
  readonly holdings: readonly Holding[];
  /** What the person concerned holds, there and further up. */
  readonly concerned: readonly Holding[];
  /** The community, the one it lies in, and so on up to the top. */
  readonly lineage: readonly string[];
  readonly now: Date;
}

/**
 * Whether somebody may take over or end another's account. Whoever has the account has its roles further up as well, so it
 * takes at least the same ones in each community on the way to the top; otherwise a child could see upwards.
 */
export function mayTakeAccount({ granter, holdings, concerned, lineage, now }: AccountQuestion): boolean {
  return lineage.every((_community, distance) => {
    const way = lineage.slice(distance);
    const held = (by: readonly Holding[]) => ({
      roles: effectiveRoles(by, way),
      grants: effectiveGrants(by, way, now),
    });
    const grant = distance === 0 ? granter : { ...held(holdings), scopes: granter.scopes };
    return mayGrant(grant, { ...held(concerned), scopes: null });
  });
}
