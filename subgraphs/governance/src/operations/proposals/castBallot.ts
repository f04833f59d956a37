import type { AppError } from '@ai-collective/platform';
import type { CastBallot } from '../../entities/Ballot.js';
import { errors } from '../../errors.js';
import type { Caller, Services } from '../Services.js';
import { BallotBoxFullError, type BallotBox } from './BallotBox.js';
import type { CastOutcome } from './castBallots.js';

/**
 * Casts the caller's ballot: once, for good. Resolves when it is durable, with its receipt.
 * Throws VOTER_MUST_BE_PERSON, PROPOSAL_NOT_FOUND, VOTE_NOT_OPEN, NOT_ON_ROLL, ALREADY_VOTED, BALLOT_INVALID, TOO_MANY_BALLOTS or a denial.
 */
export async function castBallot(
  { authorize, ballots }: Services & { readonly ballots: BallotBox },
  caller: Caller,
  { proposalId, ballot }: { readonly proposalId: string; readonly ballot: CastBallot['ballot'] },
): Promise<CastBallot> {
  const { community } = authorize(caller.passport, 'proposals:vote');
  if (caller.passport.kind !== 'PERSON') throw errors.VOTER_MUST_BE_PERSON();
  const outcome = await ballots
    .cast({ tenantId: community, id: proposalId }, { caller, ballot })
    .catch((error: unknown) => {
      throw error instanceof BallotBoxFullError ? errors.TOO_MANY_BALLOTS() : error;
    });
  if (outcome.ok) return outcome.ballot;
  throw errorOf(outcome.problem);
}

function errorOf(problem: (CastOutcome & { readonly ok: false })['problem']): AppError {
  switch (problem.problem) {
    case 'NOT_FOUND':
      return errors.PROPOSAL_NOT_FOUND();
    case 'NOT_OPEN':
      return errors.VOTE_NOT_OPEN();
    case 'NOT_ON_ROLL':
      return errors.NOT_ON_ROLL();
    case 'ALREADY_VOTED':
      return errors.ALREADY_VOTED();
    case 'BALLOT_INVALID': {
      const { reason, words } = problem;
      return errors.BALLOT_INVALID({ reason, words });
    }
  }
}
