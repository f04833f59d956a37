import { cedarSchema, citedPolicy, type CommunityPolicy } from '@ai-collective/contracts';
import { validate } from '@cedar-policy/cedar-wasm/nodejs';
import { complexityProblem } from './complexityProblem.js';

/**
 * What is wrong with a community's own policies, in words: what is too deep, does not parse, holds more than one policy or a
 * template, or does not fit the Cedar schema in its strict mode. Empty when they can be enforced.
 */
export function policyProblems(policies: readonly CommunityPolicy[]): readonly string[] {
  if (policies.length === 0) return [];
  const tooComplex = policies.flatMap(({ id, text }) => {
    const problem = complexityProblem(text);
    return problem === null ? [] : [`community:${id}: ${problem}`];
  });
  return tooComplex.length > 0 ? tooComplex : cedarProblems(policies);
}

function cedarProblems(policies: readonly CommunityPolicy[]): readonly string[] {
  const staticPolicies = Object.fromEntries(
    policies.map(citedPolicy).map(({ id, text }) => [id, text] as const),
  );
  const answer = validate({
    schema: cedarSchema,
    policies: { staticPolicies },
    validationSettings: { mode: 'strict' },
  });
  if (answer.type === 'failure') return answer.errors.map(({ message }) => message);
  return answer.validationErrors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
}
