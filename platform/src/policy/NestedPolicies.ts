import { defaultPolicyParameters } from '@ai-collective/contracts';
import { LRUCache } from 'lru-cache';
import type { PolicyInForce } from './PolicyInForce.js';
import { policyWithin } from './policyWithin.js';

interface Within {
  /** The community's own policy and those of its ancestors, from which it was made. */
  readonly sources: readonly PolicyInForce[];
  readonly inForce: PolicyInForce;
}

const noPolicy: PolicyInForce = Object.freeze({
  version: 0,
  parameters: defaultPolicyParameters,
  policies: [],
  inherited: [],
});

const mostNested = 10_000;

/** The newest policy of each community, and what is in force in those that lie in others: the same object until one of them changes. */
export class NestedPolicies {
  readonly #own = new Map<string, PolicyInForce>();
  readonly #nested = new LRUCache<string, Within>({ max: mostNested });

  set(communityId: string, policy: Omit<PolicyInForce, 'inherited'>): void {
    this.#own.set(communityId, { ...policy, inherited: [] });
  }

  /** What the community decided itself; version 0 is the documented defaults. */
  own(communityId: string): PolicyInForce {
    return this.#own.get(communityId) ?? noPolicy;
  }

  /** @param ancestors the community it lies in, and so on up to the top. */
  get(communityId: string, ancestors: readonly string[]): PolicyInForce {
    if (ancestors.length === 0) return this.own(communityId);
    const sources = [communityId, ...ancestors].map((id) => this.own(id));
    const known = this.#nested.get(communityId);
    if (known !== undefined && areSame(known.sources, sources)) return known.inForce;
    const inForce = policyWithin(
      this.own(communityId),
      ancestors.map((id) => ({ communityId: id, inForce: this.own(id) })),
    );
    this.#nested.set(communityId, { sources, inForce });
    return inForce;
  }
}

function areSame(some: readonly PolicyInForce[], others: readonly PolicyInForce[]): boolean {
  return some.length === others.length && some.every((policy, index) => policy === others[index]);
}
