import { recordAudit } from '@ai-collective/platform';
import { errors } from '../../errors.js';
import type { ProposalState } from '../../rules/proposals/proposalState.js';
import type { Caller, Services } from '../Services.js';
import type { Standing } from './standingOf.js';
import { withProposal } from './withProposal.js';

const byAuthor: ReadonlySet<ProposalState> = new Set(['DRAFT', 'PENDING']);
const byGuardian: ReadonlySet<ProposalState> = new Set(['DRAFT', 'PENDING', 'ACTIVE', 'SUCCEEDED', 'QUEUED']);

/**
 * Takes a proposal back for good: its author while nobody can vote yet, who holds proposals:manage until it takes effect.
 * Throws PROPOSAL_NOT_FOUND, PROPOSAL_STATE or a denial.
 */
export async function cancelProposal(services: Services, caller: Caller, id: string): Promise<Standing> {
  const { community } = services.authorize(caller.passport, 'proposals:create');
  return withProposal(services, { community, id }, async ({ em, standing: { proposal, state, at } }) => {
    if (!byGuardian.has(state)) throw errors.PROPOSAL_STATE({ state });
    const isAuthor = proposal.author === caller.passport.sub;
    if (!isAuthor || !byAuthor.has(state)) services.authorize(caller.passport, 'proposals:manage');
    await em.execute('update proposal set canceled_at = ?, canceled_by = ? where tenant_id = ? and id = ?', [
      new Date(at),
      caller.passport.sub,
      community,
      id,
    ]);
    await recordAudit(em, caller, {
      service: 'governance',
      community,
      action: 'proposals:cancel',
      resource: { type: 'Proposal', id },
      outcome: 'ALLOWED',
      details: { state },
    });
  });
}
