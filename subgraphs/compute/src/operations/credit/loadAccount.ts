import type { ComputeServices } from '../ComputeServices.js';
import { pageOf, placeOf, type Page, type PageRequest } from '../page.js';
import type { Requester } from '../Requester.js';

/** What somebody has in a community, in micro-credits as PostgreSQL gives them. */
export interface MemberAccount {
  readonly holder: string;
  readonly balance: string;
  readonly owed: string;
  /** Null: what the community's policy gives every member. */
  readonly monthlyBudget: string | null;
}

/** An account that was never used, or nobody's, holds nothing. */
const accountColumns = `account.holder, account.balance,
  coalesce((
    select -debt.balance from credit_accounts as debt
    where debt.tenant_id = account.tenant_id and debt.kind = 'DEBT' and debt.holder = account.holder
  ), 0)::bigint as owed,
  (
    select monthly from credit_budgets as budget
    where budget.tenant_id = account.tenant_id and budget.holder = account.holder
  ) as "monthlyBudget"`;

const ownAccount = `select ${accountColumns}
  from (
    select wanted.tenant_id, wanted.holder, coalesce(known.balance, 0)::bigint as balance
    from (select ?::text as tenant_id, ?::text as holder) as wanted
    left join credit_accounts as known on known.tenant_id = wanted.tenant_id and known.kind = 'MEMBER'
      and known.holder = wanted.holder
  ) as account`;

const accounts = `select ${accountColumns} from credit_accounts as account
  where account.tenant_id = ? and account.kind = 'MEMBER' and account.holder > ?
  order by account.holder limit ?`;

/** The requester's own account. */
export async function loadOwnAccount(
  { reach, database }: ComputeServices,
  { passport }: Requester,
): Promise<MemberAccount> {
  const { community } = reach(passport, 'jobs:read');
  const [[account]] = await database.queryTenant<[MemberAccount[]]>(community, [
    [ownAccount, [community, passport.sub]],
  ]);
  return account ?? { holder: passport.sub, balance: '0', owed: '0', monthlyBudget: null };
}

/** The accounts of a community's members, by holder. Throws PAGE_SIZE_INVALID or CURSOR_INVALID. */
export async function listAccounts(
  { authorize, database }: ComputeServices,
  { passport }: Requester,
  request: PageRequest,
): Promise<Page<MemberAccount>> {
  const { community } = authorize(passport, 'audit:read');
  const place = placeOf(request, /^[\w-]{1,200}$/);
  const [rows] = await database.queryTenant<[MemberAccount[]]>(community, [
    [accounts, [community, place ?? '', request.first + 1]],
  ]);
  return pageOf(rows, request, ({ holder }) => holder);
}
