import type { EntityManager } from '@ai-collective/platform';
import { findProposal, type Proposal } from '../../entities/Proposal.js';
import { errors } from '../../errors.js';
import type { Services } from '../Services.js';
import { startedProposal } from './castBallots.js';
import { lockVote } from './lockVote.js';
import { standingOf, type Standing } from './standingOf.js';

/** A proposal that nobody else changes meanwhile. */
export interface LockedProposal {
  readonly em: EntityManager;
  readonly standing: Standing;
}

/** Does something with a proposal in a transaction of its own, and says how it stands then. Throws PROPOSAL_NOT_FOUND. */
export function withProposal(
  services: Services,
  { community, id }: { readonly community: string; readonly id: string },
  work: (locked: LockedProposal) => Promise<void>,
): Promise<Standing> {
  return services.database.withTenant(community, async (em) => {
    await lockVote(em, id);
    const at = await services.time(em);
    const started = await startedProposal(em, await required(em, community, id), at);
    await work({ em, standing: await standingOf(services, em, { proposal: started, at }) });
    return standingOf(services, em, { proposal: await required(em, community, id), at });
  });
}

async function required(em: EntityManager, community: string, id: string): Promise<Proposal> {
  const proposal = await findProposal(em, community, id);
  if (proposal === null) throw errors.PROPOSAL_NOT_FOUND();
  return proposal;
}
