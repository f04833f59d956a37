import { loadDelegations, loadDelegationsTo } from '../../entities/DelegationRow.js';
import type { Delegation } from '../../rules/delegation/Delegation.js';
import type { Caller, Services } from '../Services.js';

/** Whom the caller lets vote in their place, and who lets the caller. */
export interface OwnDelegations {
  readonly given: readonly Delegation[];
  readonly received: readonly Delegation[];
}

/** The delegations that hold now, given by the caller and to them. */
export async function listDelegations(services: Services, { passport }: Caller): Promise<OwnDelegations> {
  const { community } = services.authorize(passport, 'proposals:read');
  return services.database.withTenantSql(community, async (sql) => {
    const [now, given, received] = await Promise.all([
      services.time(sql),
      loadDelegations(sql, community, passport.sub),
      loadDelegationsTo(sql, community, passport.sub),
    ]);
    const holds = ({ expiresAt }: Delegation) => now < expiresAt;
    return { given: given.filter(holds), received: received.filter(holds) };
  });
}
