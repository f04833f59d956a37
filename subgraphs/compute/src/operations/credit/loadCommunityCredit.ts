import type { ComputeServices } from '../ComputeServices.js';
import type { Requester } from '../Requester.js';

/** How much credit a community has about, in micro-credits as PostgreSQL gives them. */
export interface CommunityCredit {
  readonly treasury: string;
  readonly members: string;
  readonly held: string;
  readonly owed: string;
  readonly issued: string;
  /** Null: without bounds. */
  readonly monthlyBudget: string | null;
  readonly grantedThisMonth: string;
}

/** What a community's accounts come to together: what was issued is what all others have. */
export async function loadCommunityCredit(
  { authorize, database }: ComputeServices,
  { passport }: Requester,
): Promise<CommunityCredit> {
  const { community } = authorize(passport, 'audit:read');
  const [rows] = await database.queryTenant<[CommunityCredit[]]>(community, [
    [
      `select coalesce(sum(balance) filter (where kind = 'TREASURY'), 0)::bigint as treasury,
         coalesce(sum(balance) filter (where kind = 'MEMBER'), 0)::bigint as members,
         coalesce(sum(balance) filter (where kind = 'ESCROW'), 0)::bigint as held,
         coalesce(-sum(balance) filter (where kind = 'DEBT'), 0)::bigint as owed,
         coalesce(-sum(balance) filter (where kind = 'ISSUANCE'), 0)::bigint as issued,
         (select monthly from credit_budgets where tenant_id = ? and holder = '') as "monthlyBudget",
         (
           select coalesce(sum(amount), 0)::bigint from credit_grants
           where tenant_id = ? and month = date_trunc('month', now() at time zone 'UTC')
         ) as "grantedThisMonth"
       from credit_accounts where tenant_id = ?`,
      [community, community, community],
    ],
  ]);
  const [credit] = rows;
  if (credit === undefined) throw new Error('a sum has one row');
  return credit;
}
