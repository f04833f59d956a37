import {
  activeGrants,
  grantAllows,
  grantedPolicyId,
  isBuiltInRole,
  rolePolicyId,
  type CedarPolicy,
  type GrantClaim,
  type PassportClaims,
  type Permission,
} from '@ai-collective/contracts';
import { statefulIsAuthorized, type Response } from '@cedar-policy/cedar-wasm/nodejs';
import { LRUCache } from 'lru-cache';
import type { PolicyStore } from '../policy/PolicyStore.js';
import type { AuthorizationRequest, AuthorizedResource } from './AuthorizationRequest.js';
import { applyingGrants } from './applyingGrants.js';
import { cedarCall, rolesHeld } from './cedarCall.js';
import { decisionKey } from './decisionKey.js';
import { DeniedError } from './DeniedError.js';
import { PolicySets, type PolicySet } from './PolicySets.js';
import { reachOfGrants, type Reach } from './Reach.js';

/** What was decided, and why. */
export interface Decision {
  readonly allowed: boolean;
  readonly permission: Permission;
  readonly community: string;
  /** The role that carries the permission, or else the id of the first policy that decided; empty when none permits. */
  readonly because: string;
  /** The version of the community's policy that was in force. */
  readonly policyVersion: number;
  /** The policies that determined it. None when it was refused because none permits it. */
  readonly policies: readonly CedarPolicy[];
  /** The grants that carry the permission; none when it is refused. */
  readonly grants: readonly GrantClaim[];
  /** Unix seconds at which the last grant ends that it rests on; null when it rests on more than grants for a time, or is refused. */
  readonly until: number | null;
}

/**
 * Decides what the bearer of a passport may do. Without a resource, the question is about the passport's own community.
 * Every method throws POLICIES_NOT_READY (503) until the communities' policies are known.
 */
export interface Authorizer {
  /**
   * To be asked before anything is read or written.
   * @throws DeniedError with code FORBIDDEN when it is not allowed, and those of `decide`.
   */
  readonly authorize: (
    passport: PassportClaims,
    permission: Permission,
    resource?: AuthorizedResource,
  ) => Decision;
  /**
   * The same decision as a value, to be explained.
   * @throws DeniedError UNAUTHENTICATED when nobody is signed in, COMMUNITY_REQUIRED when no community was chosen.
   */
  readonly decide: (
    passport: PassportClaims,
    permission: Permission,
    resource?: AuthorizedResource,
  ) => Decision;
  /** Whether it is allowed: for answers that leave out what somebody may not see. False when nobody is signed in. */
  readonly allows: (
    passport: PassportClaims,
    permission: Permission,
    resource?: AuthorizedResource,
  ) => boolean;
  /**
   * How far a permission reaches in the passport's community, to be asked before anything is read: for lists, which are
   * filtered by it, and for what must be looked up before one knows what it is. Whoever has it not everywhere is then asked
   * about, thing by thing, with `allows` or `authorize`.
   * @throws DeniedError with code FORBIDDEN when it reaches nothing, and those of `decide`.
   */
  readonly reach: (passport: PassportClaims, permission: Permission) => Reach;
}

const mostDecisions = 10_000;
const none: readonly GrantClaim[] = [];

/**
 * Decides with Cedar: the platform's rails, the built-in roles and the community's own policies, as the policy store has
 * them. Decisions are remembered, 10,000 at most, under everything that they depend on, the policies' version included.
 */
export function createAuthorizer(
  policies: Pick<PolicyStore, 'get'>,
  clockSeconds: () => number = () => Date.now() / 1000,
): Authorizer {
  const sets = new PolicySets();
  const remembered = new LRUCache<string, Decision>({ max: mostDecisions });

  const setOf = ({ community, ancestors }: PassportClaims) => {
    const inForce = policies.get(community, ancestors);
    return { set: sets.of(community, inForce), inForce };
  };

  /** The same for all who ask the same, so it does not say whose grants carry it. */
  const answer = (request: AuthorizationRequest): Decision => {
    requireSomebodySomewhere(request);
    const { set, inForce } = setOf(request.passport);
    const key = decisionKey(request, set, inForce.version);
    const known = key === undefined ? undefined : remembered.get(key);
    if (known !== undefined) return known;
    const decision = evaluate(request, set, inForce.version);
    if (key !== undefined) remembered.set(key, decision);
    return decision;
  };

  const decide: Authorizer['decide'] = (
    passport,
    permission,
    resource = { community: passport.community },
  ) => {
    const grants = applyingGrants(passport.grants, resource, clockSeconds());
    const decision = answer({ passport, permission, resource, grants });
    if (grants.length === 0 || !decision.allowed) return decision;
    const carrying = grants.filter((grant) => grantAllows(grant, permission));
    const lasting = grants.filter(({ until }) => until === null);
    const isLasting = answer({ passport, permission, resource, grants: lasting }).allowed;
    return { ...decision, grants: carrying, until: isLasting ? null : lastEnd(carrying) };
  };

  /** Decides about the community as if each thing that somebody was given were all of it. */
  const mayReachSomething = (passport: PassportClaims, permission: Permission): boolean => {
    const now = clockSeconds();
    const grants = activeGrants(passport.grants, now).filter((grant) => grantAllows(grant, permission));
    if (grants.length === 0) return false;
    return answer({ passport, permission, resource: { community: passport.community }, grants }).allowed;
  };

  return {
    decide,
    allows: (passport, permission, resource) =>
      passport.kind !== 'ANONYMOUS' &&
      passport.community !== '' &&
      decide(passport, permission, resource).allowed,
    reach: (passport, permission) => {
      const decision = decide(passport, permission);
      const { community } = decision;
      if (decision.allowed) return { community, ...everything };
      const isOpen = mayReachSomething(passport, permission) || isOpened(decision, setOf(passport).set);
      if (!isOpen) throw new DeniedError(decision, 'FORBIDDEN', refusalOf(decision));
      return { community, everywhere: false, ...reachOfGrants(passport.grants, permission, clockSeconds()) };
    },
    authorize: (passport, permission, resource) => {
      const decision = decide(passport, permission, resource);
      if (decision.allowed) return decision;
      throw new DeniedError(decision, 'FORBIDDEN', refusalOf(decision));
    },
  };
}

function requireSomebodySomewhere({ passport, permission, resource }: AuthorizationRequest): void {
  const denied = { permission, community: resource.community };
  if (passport.kind === 'ANONYMOUS') throw new DeniedError(denied, 'UNAUTHENTICATED', 'Sign in first.');
  if (resource.community === '')
    throw new DeniedError(denied, 'COMMUNITY_REQUIRED', 'Choose a community with the x-community header.');
}

const everything = { everywhere: true, fleets: [], models: [], blobPrefixes: [] } as const;

function lastEnd(grants: readonly GrantClaim[]): number {
  return Math.max(...grants.map(({ until }) => until ?? Number.POSITIVE_INFINITY));
}

/** Whether a policy of the community's own may permit about a single thing what none forbids as a whole. */
function isOpened({ permission, policies }: Decision, { opens }: PolicySet): boolean {
  return policies.length === 0 && opens.has(permission);
}

function evaluate(request: AuthorizationRequest, set: PolicySet, policyVersion: number): Decision {
  const answer = statefulIsAuthorized(cedarCall(request, set.name));
  if (answer.type === 'failure')
    throw new Error(`Cedar cannot decide: ${answer.errors.map(({ message }) => message).join('; ')}`);
  const { permission, resource } = request;
  const { allowed, ids } = outcomeOf(answer.response, set);
  return Object.freeze({
    allowed,
    permission,
    community: resource.community,
    because: roleThatCarries(request, ids) ?? ids[0] ?? '',
    policyVersion,
    policies: Object.freeze(ids.flatMap((id) => set.byId.get(id) ?? [])),
    grants: none,
    until: null,
  });
}

function roleThatCarries(request: AuthorizationRequest, ids: readonly string[]): string | undefined {
  const carries = (role: string) =>
    isBuiltInRole(role)
      ? ids.includes(rolePolicyId(role))
      : ids.includes(grantedPolicyId) &&
        request.grants.some((grant) => grant.role === role && grantAllows(grant, request.permission));
  return rolesHeld(request).find(carries);
}

/**
 * Cedar passes over a policy that fails while it is evaluated, such as by an overflow. One that would have permitted then
 * does not; one that would have forbidden must not let through what it was meant to stop.
 */
function outcomeOf(
  { decision, diagnostics }: Response,
  set: PolicySet,
): { readonly allowed: boolean; readonly ids: readonly string[] } {
  const reasons = [...diagnostics.reason].sort();
  const failed = diagnostics.errors.map(({ policyId }) => policyId).filter((id) => set.forbids.has(id));
  if (failed.length === 0) return { allowed: decision === 'allow', ids: reasons };
  return { allowed: false, ids: decision === 'allow' ? failed.sort() : [...reasons, ...failed].sort() };
}

function refusalOf({ permission, policies }: Decision): string {
  const own = policies.find(({ kind }) => kind === 'COMMUNITY' || kind === 'PARENT');
  return own === undefined
    ? `You may not do this: it needs the permission ${permission}.`
    : `You may not do this: the policy ${own.id} forbids it.`;
}
