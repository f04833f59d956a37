import { countBallots, voidReasons, type Ballot, type VoidReason } from '@ai-collective/contracts';
import type { OpenVoteMethod } from './ballotMethod.js';

/** Why a ballot is not taken. */
export type CastProblem =
  | { readonly problem: 'NOT_OPEN' }
  | { readonly problem: 'NOT_ON_ROLL' }
  | { readonly problem: 'ALREADY_VOTED' }
  | { readonly problem: 'BALLOT_INVALID'; readonly reason: VoidReason; readonly words: string };

/** What a ballot would count as: nothing that would be void when votes are counted is taken in the first place. */
export function ballotProblem(
  method: OpenVoteMethod,
  weight: number,
  ballot: Ballot,
): CastProblem | undefined {
  const count = countBallots({ ...method, ballots: [{ ...ballot, weight }], seed: new Uint8Array() });
  const reason = count.void[0]?.reason;
  return reason === undefined ? undefined : { problem: 'BALLOT_INVALID', reason, words: voidReasons[reason] };
}
