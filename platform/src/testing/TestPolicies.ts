import type { PolicyParameters } from '@ai-collective/contracts';
import { NestedPolicies } from '../policy/NestedPolicies.js';
import type { PolicyInForce } from '../policy/PolicyInForce.js';
import type { PolicyStore } from '../policy/PolicyStore.js';

/** The policies of communities as a test sets them, without a broker: the defaults until it sets any. */
export class TestPolicies implements Pick<PolicyStore, 'get'> {
  readonly #policies = new NestedPolicies();

  get(community: string, ancestors: readonly string[] = []): PolicyInForce {
    return this.#policies.get(community, ancestors);
  }

  /** Puts the next version of a community's own policies in force, unchecked, each under its place in the list. */
  set(community: string, texts: readonly string[]): void {
    const { version, parameters } = this.#policies.own(community);
    const policies = texts.map((text, index) => ({ id: `own-${index}`, text, proposalId: `prp_${index}` }));
    this.#policies.set(community, { version: version + 1, parameters, policies });
  }

  /** Puts the next version of a community's parameters in force: those given, the others as they are. */
  setParameters(community: string, changes: Partial<PolicyParameters>): void {
    const { version, parameters, policies } = this.#policies.own(community);
    this.#policies.set(community, {
      version: version + 1,
      parameters: { ...parameters, ...changes },
      policies,
    });
  }
}
