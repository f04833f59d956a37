import {
  builtInPolicies,
  citedPolicy,
  type CedarPolicy,
  type CommunityPolicy,
} from '@ai-collective/contracts';
import { policyToJson, preparsePolicySet } from '@cedar-policy/cedar-wasm/nodejs';
import { LRUCache } from 'lru-cache';
import type { PolicyInForce } from '../policy/PolicyStore.js';

/** Policies that Cedar has parsed and holds under a name. */
export interface PolicySet {
  /** The name Cedar knows them by. */
  readonly name: string;
  /** Differs from that of every other set there has been in this process. */
  readonly generation: number;
  readonly byId: ReadonlyMap<string, CedarPolicy>;
  /** Ids of those of the community that forbid. */
  readonly forbids: ReadonlySet<string>;
  /** Whether the community has policies of its own. */
  readonly own: boolean;
}

interface Held {
  readonly version: number;
  readonly policies: readonly CommunityPolicy[];
  readonly set: PolicySet;
}

let generations = 0;

/**
 * The parsed policies of each community: the built-in ones, and its own. They are parsed once per community and
 * version. Cedar never forgets a name, so there is a fixed number of them, and a community that comes takes the name of
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
  of(community: string, { version, policies }: PolicyInForce): PolicySet {
    if (policies.length === 0) return this.#builtIn;
    const held = this.#held.get(community);
    if (held?.version === version && held.policies === policies) return held.set;
    this.#held.delete(community);
    if (this.#freeNames.length === 0) this.#held.pop();
    const name = this.#freeNames.at(-1);
    if (name === undefined) throw new Error('there is no name left for a set of policies');
    const set = parse(name, policies);
    this.#freeNames.pop();
    this.#held.set(community, { version, policies, set });
    return set;
  }
}

function parse(name: string, own: readonly CommunityPolicy[]): PolicySet {
  const policies = [...builtInPolicies, ...own.map(citedPolicy)];
  const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  const answer = preparsePolicySet(name, { staticPolicies });
  if (answer.type === 'failure')
    throw new Error(`policies cannot be parsed: ${answer.errors.map(({ message }) => message).join('; ')}`);
  generations += 1;
  return {
    name,
    generation: generations,
    byId: new Map(policies.map((policy) => [policy.id, policy])),
    forbids: new Set(
      policies.filter(({ kind, text }) => kind === 'COMMUNITY' && forbids(text)).map(({ id }) => id),
    ),
    own: own.length > 0,
  };
}

function forbids(text: string): boolean {
  const answer = policyToJson(text);
  return answer.type === 'success' && answer.json.effect === 'forbid';
}
