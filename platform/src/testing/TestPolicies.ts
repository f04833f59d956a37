import { defaultPolicyParameters, type CommunityPolicy } from '@ai-collective/contracts';
import type { PolicyInForce, PolicyStore } from '../policy/PolicyStore.js';

/** The policies of communities as a test sets them, without a broker: the defaults until it sets any. */
export class TestPolicies implements Pick<PolicyStore, 'get'> {
  readonly #inForce = new Map<string, PolicyInForce>();

  get(community: string): PolicyInForce {
    return (
      this.#inForce.get(community) ?? {
        version: 0,
        parameters: defaultPolicyParameters,
        policies: noPolicies,
      }
    );
  }

  /** Puts the next version of a community's own policies in force, unchecked, each under its place in the list. */
  set(community: string, texts: readonly string[]): void {
    const { version, parameters } = this.get(community);
    const policies = texts.map((text, index) => ({ id: `own-${index}`, text, proposalId: `prp_${index}` }));
    this.#inForce.set(community, { version: version + 1, parameters, policies });
  }
}

const noPolicies: readonly CommunityPolicy[] = [];
