import { rolePermissions } from '@ai-collective/contracts';
import type { Principal } from '../authentication/Principal.js';
import { nobody, type Grants, type Obstacle } from './Grants.js';

/**
 * What a principal holds of what authorization directives may ask for. Scopes are permissions (`jobs:read`): those of its
 * roles, narrowed by its own scopes where it has some, just as subgraphs decide. Policies are built-in roles (`ADMIN`):
 * a role is more than its permissions, so whoever is narrowed by scopes holds none.
 */
export function grantsOf(principal: Principal): Grants {
  const { kind, roles, scopes } = principal;
  if (kind === 'ANONYMOUS') return anonymousGrants;
  const permissions = roles.flatMap((role) => rolePermissions[role]);
  const held = scopes === null ? permissions : permissions.filter((each) => scopes.includes(each));
  return {
    isAuthenticated: true,
    scopes: new Set<string>(held),
    policies: new Set<string>(scopes === null ? roles : []),
    obstacle: obstacleOf(principal),
  };
}

const anonymousGrants: Grants = Object.freeze({ ...nobody, obstacle: 'UNAUTHENTICATED' });

function obstacleOf({ community }: Principal): Obstacle {
  return community === '' ? 'COMMUNITY_REQUIRED' : 'FORBIDDEN';
}
