import { isBuiltInRole, principalTypes } from '@ai-collective/contracts';
import type { EntityJson, StatefulAuthorizationCall, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { AuthorizationRequest, AuthorizedResource } from './AuthorizationRequest.js';

/** A request in Cedar's terms, with the entities it needs and no others: whoever asks, and the thing it is about. */
export function cedarCall(request: AuthorizationRequest, policySet: string): StatefulAuthorizationCall {
  const { passport, permission, resource } = request;
  const about = uidOf(resource);
  return {
    principal: { type: principalTypes[passport.kind], id: passport.sub },
    action: { type: 'Action', id: permission },
    resource: about,
    context: { permission, granted: isGranted(request) },
    preparsedPolicySetId: policySet,
    // Both are made here: there is nothing to check them for.
    validateRequest: false,
    entities:
      resource.type === undefined
        ? [principalOf(request)]
        : [
            principalOf(request),
            { uid: about, attrs: {}, parents: [{ type: 'Community', id: resource.community }] },
          ],
  };
}

function uidOf(resource: AuthorizedResource): TypeAndId {
  return resource.type === undefined
    ? { type: 'Community', id: resource.community }
    : { type: resource.type, id: resource.id };
}

function principalOf({ passport, grants }: AuthorizationRequest): EntityJson {
  const community = { __entity: { type: 'Community', id: passport.community } };
  return {
    uid: { type: principalTypes[passport.kind], id: passport.sub },
    attrs: passport.scopes === null ? { community } : { community, scopes: [...passport.scopes] },
    parents: rolesHeld({ passport, grants }).map((role) => ({ type: 'Role', id: role })),
  };
}

/** Every role of the principal that holds for the resource. */
export function rolesHeld({
  passport,
  grants,
}: Pick<AuthorizationRequest, 'passport' | 'grants'>): readonly string[] {
  if (grants.length === 0) return passport.roles;
  return [...new Set([...passport.roles, ...grants.map(({ role }) => role)])];
}

/** Whether a custom role has the permission. Built-in ones have policies of their own. */
export function isGranted({ permission, grants }: AuthorizationRequest): boolean {
  return grants.some((grant) => !isBuiltInRole(grant.role) && grant.permissions.includes(permission));
}
