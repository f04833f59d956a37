import {
  grantAllows,
  grantScopeSchema,
  permissions,
  type GrantClaim,
  type GrantScope,
} from '@ai-collective/contracts';

/** A scope as it is stored: its type, and the id or prefix; empty for the community. Throws when it is none. */
export function grantScopeOf(type: string, value: string): GrantScope {
  return grantScopeSchema.parse(type === 'BLOBS' ? { type, prefix: value } : { type, id: value });
}

/** The id or prefix of a scope; empty for the community. */
export function grantScopeValue(scope: GrantScope): string {
  switch (scope.type) {
    case 'COMMUNITY':
      return '';
    case 'FLEET':
    case 'MODEL':
      return scope.id;
    case 'BLOBS':
      return scope.prefix;
  }
}

/** Whether a grant allows anything at all: of most permissions, only the whole community can be given. */
export function hasEffect(grant: GrantClaim): boolean {
  return permissions.some((permission) => grantAllows(grant, permission));
}
