import { proposalDigest } from '@ai-collective/contracts';
import { votingTermsOf } from '../../rules/proposals/votingTermsOf.js';
import { recordAudit } from '@ai-collective/platform';
import { loadMembers } from '../../entities/Member.js';
import { errors } from '../../errors.js';
import { contentAfter } from '../contentAfter.js';
import { limitsAbove } from '../limitsAbove.js';
import { currentPolicy } from '../loadPolicy.js';
import type { Caller, Services } from '../Services.js';
import { isVoter } from './freezeRoll.js';
import type { Standing } from './standingOf.js';
import { withProposal } from './withProposal.js';

/**
 * Puts a draft to the vote, which starts after the delay that the community's policy sets. From now on nothing of the proposal changes; how
 * it is voted on is as the policy has it now.
 * Throws PROPOSAL_NOT_FOUND, NOT_AUTHOR, PROPOSAL_STATE, NO_VOTERS, a code of contentAfter, POLICIES_NOT_READY or a denial.
 */
export async function submitProposal(services: Services, caller: Caller, id: string): Promise<Standing> {
  const { community } = services.authorize(caller.passport, 'proposals:create');
  return withProposal(services, { community, id }, async ({ em, standing: { proposal, state, at } }) => {
    if (proposal.author !== caller.passport.sub) throw errors.NOT_AUTHOR();
    if (state !== 'DRAFT') throw errors.PROPOSAL_STATE({ state });
    const policy = await currentPolicy(em, community);
    const place = { above: limitsAbove(services, caller.passport), proposalId: id };
    if (proposal.changes.length > 0) contentAfter(policy, proposal.changes, place);
    if (!(await loadMembers(em, community)).some(isVoter)) throw errors.NO_VOTERS();
    const terms = votingTermsOf(policy.parameters);
    const startsAt = at + terms.delayMs;
    const submission = {
      terms,
      baseVersion: policy.version,
      at,
      startsAt,
      endsAt: startsAt + terms.periodMs,
    };
    await em.execute(
      `update proposal set terms = ?::jsonb, base_version = ?, submitted_at = ?, starts_at = ?, ends_at = ?, closes_at = ?
       where tenant_id = ? and id = ?`,
      [
        ...[JSON.stringify(terms), policy.version, new Date(at), new Date(startsAt)],
        ...[new Date(submission.endsAt), new Date(submission.endsAt), community, id],
      ],
    );
    await recordAudit(em, caller, {
      service: 'governance',
      community,
      action: 'proposals:submit',
      resource: { type: 'Proposal', id },
      outcome: 'ALLOWED',
      details: {
        digest: proposalDigest({ ...proposal, submission }),
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(submission.endsAt).toISOString(),
        baseVersion: policy.version,
      },
    });
  });
}
