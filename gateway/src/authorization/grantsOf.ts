import { activeGrants, permissionsOfGrant, rolePermissions, type Permission } from '@ai-collective/contracts';
import type { Principal } from '../authentication/Principal.js';
import { nobody, type Grants, type Obstacle } from './Grants.js';

const nothing: ReadonlySet<Permission> = new Set();

/**
 * What a principal holds of what authorization directives may ask for. Scopes are permissions (`jobs:read`): those of its
 * roles and of what it was granted, for whatever thing, and those that policies of its community may open to somebody;
 * narrowed by its own scopes where it has some. So nothing is refused here that a subgraph might allow. Policies are
 * built-in roles (`ADMIN`) of the whole community: a role is more than its permissions, so whoever is narrowed by scopes
 * holds none.
 */
export function grantsOf(
  principal: Principal,
  opened: ReadonlySet<Permission> = nothing,
  nowSeconds: number = Date.now() / 1000,
): Grants {
  const { kind, roles, scopes, community } = principal;
  if (kind === 'ANONYMOUS') return anonymousGrants;
  const granted = activeGrants(principal.grants, nowSeconds);
  const permissions = [
    ...roles.flatMap((role) => rolePermissions[role]),
    ...granted.flatMap(permissionsOfGrant),
    ...(community === '' ? [] : opened),
  ];
  const held = scopes === null ? permissions : permissions.filter((each) => scopes.includes(each));
  const everywhere = granted.filter(({ on }) => on.type === 'COMMUNITY').map(({ role }) => role);
  return {
    isAuthenticated: true,
    scopes: new Set<string>(held),
    policies: new Set<string>(scopes === null ? [...roles, ...everywhere] : []),
    obstacle: obstacleOf(principal),
  };
}

const anonymousGrants: Grants = Object.freeze({ ...nobody, obstacle: 'UNAUTHENTICATED' });

function obstacleOf({ community }: Principal): Obstacle {
  return community === '' ? 'COMMUNITY_REQUIRED' : 'FORBIDDEN';
}
