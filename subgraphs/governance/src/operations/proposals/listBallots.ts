import { loadBallots, type CastBallot } from '../../entities/Ballot.js';
import { pageOf, pageSize, type Page, type PageRequest } from '../../rules/page.js';
import type { Caller, Services } from '../Services.js';
import { isSecret } from '../../rules/proposals/isSecret.js';
import type { Standing } from './standingOf.js';

/** A ballot with what it weighs now. */
export interface CountedBallot extends CastBallot {
  readonly weight: number;
}

/** The ballots of a vote in the order they were cast; none while they are secret. */
export async function listBallots(
  services: Services,
  { passport }: Caller,
  { standing, first, after }: PageRequest & { readonly standing: Standing },
): Promise<Page<CountedBallot>> {
  const { community } = services.authorize(passport, 'proposals:read');
  const { proposal } = standing;
  if (proposal.roll === null || isSecret(proposal, standing)) return { rows: [], hasNextPage: false };
  const size = pageSize(first);
  return services.database.withTenantSql(community, async (sql) => {
    const place = { tenantId: community, id: proposal.id };
    const rows = await loadBallots(sql, place, { after: after ?? 0, limit: size + 1 });
    const { live } = await services.votes.upToDate(sql, proposal);
    const counted = rows.map((row) => ({ ...row, weight: live.weights.weightOf(row.member) }));
    return pageOf(counted, size);
  });
}
