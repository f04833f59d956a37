import {
  builtInPolicies,
  citedByChild,
  citedPolicy,
  permissionsOpenedBy,
  type CedarPolicy,
  type CommunityPolicy,
  type Permission,
} from '@ai-collective/contracts';
import { policyToJson, preparsePolicySet } from '@cedar-policy/cedar-wasm/nodejs';
import { LRUCache } from 'lru-cache';
import type { PolicyInForce } from '../policy/PolicyInForce.js';

/** Policies that Cedar has parsed and holds under a name. */
export interface PolicySet {
  /** The name Cedar knows them by. */
  readonly name: string;
  /** Differs from that of every other set there has been in this process. */
  readonly generation: number;
  readonly byId: ReadonlyMap<string, CedarPolicy>;
  /** Ids of those that forbid, of the community and of those it lies in. */
  readonly forbids: ReadonlySet<string>;
  /** What policies of the community's own may permit, to somebody, about something. */
  readonly opens: ReadonlySet<Permission>;
  /** Whether the community has policies of its own, or such as it inherits. */
  readonly own: boolean;
}

interface Held {
  readonly inForce: PolicyInForce;
  readonly set: PolicySet;
}

let generations = 0;

/**
 * The parsed policies of each community: the built-in ones, its own, and what those it lies in forbid. They are parsed once
 * per community and version. Cedar never forgets a name, so there is a fixed number of them, and a community that comes takes the name of
 * the one that was asked about the longest ago.
 */
export class PolicySets {
  readonly #builtIn = parse(`builtin ${generations}`, []);
  readonly #held: LRUCache<string, Held>;
  readonly #freeNames: string[];

  constructor(mostCommunities = 256) {
    const prefix = this.#builtIn.generation;
    this.#freeNames = Array.from({ length: mostCommunities }, (_, index) => `own ${prefix} ${index}`);
    this.#held = new LRUCache({
      max: mostCommunities,
      dispose: ({ set }) => this.#freeNames.push(set.name),
    });
  }

  /** @throws Error when a policy is not valid, which the policy store never lets through. */
  of(community: string, inForce: PolicyInForce): PolicySet {
    if (inForce.policies.length === 0 && inForce.inherited.length === 0) return this.#builtIn;
    const held = this.#held.get(community);
    if (held !== undefined && areSame(held.inForce, inForce)) return held.set;
    this.#held.delete(community);
    if (this.#freeNames.length === 0) this.#held.pop();
    const name = this.#freeNames.at(-1);
    if (name === undefined) throw new Error('there is no name left for a set of policies');
    const set = parse(name, ownPolicies(inForce));
    this.#freeNames.pop();
    this.#held.set(community, { inForce, set });
    return set;
  }
}

function areSame(one: PolicyInForce, other: PolicyInForce): boolean {
  return (
    one.version === other.version &&
    one.policies === other.policies &&
    one.inherited.length === other.inherited.length &&
    one.inherited.every(({ policies }, index) => policies === other.inherited[index]?.policies)
  );
}

/** The community's own, and of those it lies in whatever forbids: these cannot permit anything in it. */
function ownPolicies({ policies, inherited }: PolicyInForce): readonly CedarPolicy[] {
  const above = inherited.flatMap((from) =>
    from.policies
      .filter(({ text }) => forbids(text))
      .map((policy: CommunityPolicy) => citedByChild(from.communityId, policy)),
  );
  return [...policies.map(citedPolicy), ...above];
}

function parse(name: string, own: readonly CedarPolicy[]): PolicySet {
  const policies = [...builtInPolicies, ...own];
  const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  const answer = preparsePolicySet(name, { staticPolicies });
  if (answer.type === 'failure')
    throw new Error(`policies cannot be parsed: ${answer.errors.map(({ message }) => message).join('; ')}`);
  generations += 1;
  return {
    name,
    generation: generations,
    byId: new Map(policies.map((policy) => [policy.id, policy])),
    forbids: new Set(own.filter(({ text }) => forbids(text)).map(({ id }) => id)),
    opens: permissionsOpenedBy(own.filter(({ kind }) => kind === 'COMMUNITY')),
    own: own.length > 0,
  };
}

function forbids(text: string): boolean {
  const answer = policyToJson(text);
  return answer.type === 'success' && answer.json.effect === 'forbid';
}
