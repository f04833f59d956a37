/** The roles every community has. Custom roles are sets of the same permissions. */
export const builtInRoles = [
  'OWNER',
  'ADMIN',
  'OPERATOR',
  'DEVELOPER',
  'MEMBER',
  'AUDITOR',
  'GUEST',
] as const;

export type BuiltInRole = (typeof builtInRoles)[number];

/** Everything a principal can be allowed to do, as `noun:verb`. API key scopes are drawn from the same list. */
export const permissions = [
  'community:read',
  'community:manage',
  'members:read',
  'members:manage',
  'keys:manage',
  'devices:read',
  'devices:manage',
  'fleets:read',
  'fleets:manage',
  'models:read',
  'models:publish',
  'jobs:read',
  'jobs:submit',
  'jobs:cancel',
  'blobs:read',
  'blobs:write',
  'policies:read',
  'policies:manage',
  'proposals:read',
  'proposals:create',
  'proposals:vote',
  'proposals:manage',
  'audit:read',
  'credit:manage',
] as const;

export type Permission = (typeof permissions)[number];

const guest = ['community:read', 'models:read'] as const;
const member = [
  ...guest,
  'members:read',
  'policies:read',
  'proposals:read',
  'jobs:read',
  'fleets:read',
  'devices:read',
] as const;
const voter = ['proposals:create', 'proposals:vote'] as const;
const developer = [
  ...member,
  ...voter,
  'models:publish',
  'jobs:submit',
  'jobs:cancel',
  'blobs:read',
  'blobs:write',
] as const;
const operator = [...developer, 'devices:manage', 'fleets:manage'] as const;

/** What each built-in role may do. */
export const rolePermissions: Readonly<Record<BuiltInRole, readonly Permission[]>> = {
  OWNER: permissions,
  ADMIN: permissions,
  OPERATOR: operator,
  DEVELOPER: developer,
  MEMBER: [...member, ...voter],
  AUDITOR: [...member, 'audit:read'],
  GUEST: guest,
};
