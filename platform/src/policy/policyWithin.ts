import { tightestParameters } from '@ai-collective/contracts';
import type { PolicyInForce } from './PolicyInForce.js';

/**
 * What is in force in a community that lies in others: of each parameter the tightest, and, besides its own policies, those
 * of the others, of which only what they forbid counts. So a child can tighten the rules of its parent and never loosen them.
 */
export function policyWithin(
  own: PolicyInForce,
  ancestors: readonly { readonly communityId: string; readonly inForce: PolicyInForce }[],
): PolicyInForce {
  return {
    version: own.version,
    parameters: tightestParameters([own.parameters, ...ancestors.map(({ inForce }) => inForce.parameters)]),
    policies: own.policies,
    inherited: ancestors
      .filter(({ inForce }) => inForce.policies.length > 0)
      .map(({ communityId, inForce }) => ({ communityId, policies: inForce.policies })),
  };
}
