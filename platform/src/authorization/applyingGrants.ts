import { activeGrants, type GrantClaim, type GrantScope } from '@ai-collective/contracts';
import type { AuthorizedResource, Thing } from './AuthorizationRequest.js';

const none: readonly GrantClaim[] = [];

/** The grants that hold at this moment for what a decision is about: those for the whole community, and those for the thing. */
export function applyingGrants(
  grants: readonly GrantClaim[],
  resource: AuthorizedResource,
  nowSeconds: number,
): readonly GrantClaim[] {
  if (grants.length === 0) return none;
  const things = thingsIn(resource);
  return activeGrants(grants, nowSeconds).filter(
    ({ on }) => on.type === 'COMMUNITY' || things.some((thing) => covers(on, thing)),
  );
}

function thingsIn(resource: AuthorizedResource): readonly Thing[] {
  return resource.type === undefined ? [] : [resource, ...(resource.alongside ?? [])];
}

function covers(on: GrantScope, { type, id, name }: Thing): boolean {
  switch (on.type) {
    case 'COMMUNITY':
      return true;
    case 'FLEET':
      return type === 'Fleet' && id === on.id;
    case 'MODEL':
      return type === 'Model' && id === on.id;
    case 'BLOBS':
      return type === 'Blob' && name?.startsWith(on.prefix) === true;
  }
}
