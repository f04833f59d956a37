import { principalTypes } from '@ai-collective/contracts';
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
    context: { permission },
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

function principalOf({ passport }: AuthorizationRequest): EntityJson {
  const community = { __entity: { type: 'Community', id: passport.community } };
  return {
    uid: { type: principalTypes[passport.kind], id: passport.sub },
    attrs: passport.scopes === null ? { community } : { community, scopes: [...passport.scopes] },
    parents: passport.roles.map((role) => ({ type: 'Role', id: role })),
  };
}
