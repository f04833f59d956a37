import { findProposal, findProposalNumbered, type Proposal } from '../../entities/Proposal.js';
import type { Caller, Services } from '../Services.js';
import { standingOf, type Standing } from './standingOf.js';

/** One proposal, by id or by its number in the community; null when there is none, or it is somebody else's draft. */
export async function getProposal(
  services: Services,
  { passport }: Caller,
  wanted: { readonly id: string } | { readonly number: number },
): Promise<Standing | null> {
  const { community } = services.authorize(passport, 'proposals:read');
  return services.database.withTenantSql(community, async (sql) => {
    const [proposal, at] = await Promise.all([
      'id' in wanted
        ? findProposal(sql, community, wanted.id)
        : findProposalNumbered(sql, community, wanted.number),
      services.time(sql),
    ]);
    if (proposal === null || !isShownTo(proposal, passport.sub)) return null;
    return standingOf(services, sql, { proposal, at });
  });
}

function isShownTo({ submission, author }: Proposal, reader: string): boolean {
  return submission !== null || author === reader;
}
