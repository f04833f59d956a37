import type { VotingTerms } from '@ai-collective/contracts';
import type { PassingRules } from './passing.js';

/** What it takes to pass, of a roll that weighs so much. */
export function passingRulesOf(
  { quorumShare, majorityShare }: Pick<VotingTerms, 'quorumShare' | 'majorityShare'>,
  rollWeight: number,
): PassingRules {
  return { base: rollWeight, quorumShare, majorityShare, objectionShare: null };
}
