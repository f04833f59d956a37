import { loadProposals } from '../../entities/Proposal.js';
import { pageOf, pageSize, type Page, type PageRequest } from '../../rules/page.js';
import type { Caller, Services } from '../Services.js';
import { standingOf, type Standing } from './standingOf.js';

/** The community's proposals, newest first; drafts only to those who wrote them. With `needsMyVote`, those the caller can vote on and has not. */
export async function listProposals(
  services: Services,
  { passport }: Caller,
  { first, after, needsMyVote }: PageRequest & { readonly needsMyVote: boolean },
): Promise<Page<Standing>> {
  const { community } = services.authorize(passport, 'proposals:read');
  const size = pageSize(first);
  return services.database.withTenantSql(community, async (sql) => {
    const at = await services.time(sql);
    const filter = { reader: passport.sub, votableAt: needsMyVote ? new Date(at) : null };
    const rows = await loadProposals(sql, community, { before: after, limit: size + 1, ...filter });
    const page = pageOf(rows, size);
    const standings: Standing[] = [];
    for (const proposal of page.rows) standings.push(await standingOf(services, sql, { proposal, at }));
    return { rows: standings, hasNextPage: page.hasNextPage };
  });
}
