import type { AuthorizationRequest } from './AuthorizationRequest.js';
import { isGranted, rolesHeld } from './cedarCall.js';
import type { PolicySet } from './PolicySets.js';

const longestNames = 256;

/**
 * Names everything that a decision depends on, so that equal keys mean equal decisions: the set of policies and its
 * version, the permission, and the slice of entities. Undefined when it would be longer than is worth remembering.
 * Only a community's own policies can tell one person or thing from another: without any, all of a kind and role share.
 */
export function decisionKey(
  request: AuthorizationRequest,
  { generation, own }: PolicySet,
  version: number,
): string | undefined {
  const { passport, permission, resource } = request;
  const { kind, sub, community, scopes } = passport;
  const { community: owner, type = '', id = '' } = resource;
  if (sub.length + owner.length + id.length > longestNames) return undefined;
  const individual = own ? [sub, id] : null;
  // JSON tells any two lists of texts apart, whatever is in them: a community or thing may be named by whoever asks.
  return JSON.stringify([
    generation,
    version,
    permission,
    kind,
    community,
    rolesHeld(request),
    isGranted(request),
    scopes,
    owner,
    type,
    individual,
  ]);
}
