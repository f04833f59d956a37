import type { PolicyChange } from '@ai-collective/contracts';
import { policyProblems } from '@ai-collective/platform';
import { errors } from '../errors.js';
import { applyChanges, type ChangePlace, type PolicyContent } from '../rules/changes/applyChanges.js';
import { changeError } from './changeError.js';

/**
 * A policy after changes. Throws the first reason why they cannot be made: a code of {@link changeError}, or POLICY_INVALID with what Cedar
 * says of a policy no service could enforce.
 */
export function contentAfter(
  current: PolicyContent,
  changes: readonly PolicyChange[],
  place: ChangePlace,
): PolicyContent {
  const outcome = applyChanges(current, changes, place);
  if (!outcome.ok) throw changeError(outcome);
  const [reason] = policyProblems(outcome.content.policies);
  if (reason !== undefined) throw errors.POLICY_INVALID({ reason });
  return outcome.content;
}
