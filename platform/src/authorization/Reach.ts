import { activeGrants, grantAllows, type GrantClaim, type Permission } from '@ai-collective/contracts';

/** How far somebody's permission reaches in their community: everything, or single things that they were given. */
export interface Reach {
  readonly community: string;
  readonly everywhere: boolean;
  /** Ids of fleets. */
  readonly fleets: readonly string[];
  /** Ids of models. */
  readonly models: readonly string[];
  /** What the names of blobs begin with. */
  readonly blobPrefixes: readonly string[];
}

/** The reach of grants for single things that allow something now. */
export function reachOfGrants(
  grants: readonly GrantClaim[],
  permission: Permission,
  nowSeconds: number,
): Omit<Reach, 'community' | 'everywhere'> {
  const scopes = activeGrants(grants, nowSeconds)
    .filter((grant) => grantAllows(grant, permission))
    .map(({ on }) => on);
  return {
    fleets: scopes.flatMap((on) => (on.type === 'FLEET' ? [on.id] : [])),
    models: scopes.flatMap((on) => (on.type === 'MODEL' ? [on.id] : [])),
    blobPrefixes: scopes.flatMap((on) => (on.type === 'BLOBS' ? [on.prefix] : [])),
  };
}
