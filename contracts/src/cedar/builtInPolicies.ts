import { builtInRoles, rolePermissions, type BuiltInRole } from '../roles.js';
import type { CedarPolicy } from './CedarPolicy.js';

/** What no community can allow: in Cedar one policy that forbids outweighs all that permit. */
const rails = {
  'own-community': 'forbid (principal, action, resource)\nunless { resource in principal.community };',
  scopes:
    'forbid (principal, action, resource)\nwhen { principal has scopes && !principal.scopes.contains(context.permission) };',
  'known-kinds':
    'forbid (principal, action, resource)\nunless { principal is Person || principal is Service || principal is Device };',
} as const;

/** The id of the policy by which custom roles allow what they hold. */
export const grantedPolicyId = 'role:granted';

/** The policies every community has: the platform's rails, and what the built-in roles may do. */
export const builtInPolicies: readonly CedarPolicy[] = [
  ...Object.entries(rails).map(([name, text]): CedarPolicy => ({
    id: `rail:${name}`,
    kind: 'RAIL',
    text,
    proposalId: null,
  })),
  ...builtInRoles.map((role): CedarPolicy => ({
    id: rolePolicyId(role),
    kind: 'ROLE',
    text: rolePolicyText(role),
    proposalId: null,
  })),
  {
    id: grantedPolicyId,
    kind: 'ROLE',
    text: 'permit (principal, action, resource)\nwhen { context.granted };',
    proposalId: null,
  },
];

/** The id of the policy that says what a built-in role may do. */
export function rolePolicyId(role: BuiltInRole): string {
  return `role:${role}`;
}

function rolePolicyText(role: BuiltInRole): string {
  const actions = rolePermissions[role].map((permission) => `Action::"${permission}"`);
  return `permit (\n  principal in Role::"${role}",\n  action in [${actions.join(', ')}],\n  resource\n);`;
}
