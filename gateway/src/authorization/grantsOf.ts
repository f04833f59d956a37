import { rolePermissions } from '@ai-collective/contracts';
import type { Principal } from '../authentication/Principal.js';
import { nobody, type Grants } from './Grants.js';

/**
 * What a principal holds of what authorization directives may ask for. Scopes are permissions (`jobs:read`): those of its
 * roles, narrowed by its own scopes where it has some, just as subgraphs decide. Policies are built-in roles (`ADMIN`):
 * a role is more than its permissions, so whoever is narrowed by scopes holds none.
 */
export function grantsOf({ kind, roles, scopes }: Principal): Grants {
  if (kind === 'ANONYMOUS') return nobody;
  const permissions = roles.flatMap((role) => rolePermissions[role]);
  const held = scopes === null ? permissions : permissions.filter((each) => scopes.includes(each));
  return {
    isAuthenticated: true,
    scopes: new Set<string>(held),
    policies: new Set<string>(scopes === null ? roles : []),
  };
}
