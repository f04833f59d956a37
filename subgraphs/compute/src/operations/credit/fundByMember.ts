import { newId } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import type { Job } from '../../entities/Job.js';
import { errors } from '../../errors.js';
import { grantBudget } from '../../rules/credit/grantBudget.js';
import { issuanceFor, treasury } from './accounts.js';
import type { Entry } from './postEntries.js';
import type { JobQuote } from './quoteJob.js';

type PaidJob = Pick<Job, 'id' | 'tenantId' | 'submittedBy'>;

/**
 * Sees to it that the submitter of a job has what it can cost, and keeps their account locked. Who lacks it is given this
 * month's budget, once; what that takes is answered as entries, to be posted with the escrow. Whoever owes credit that was
 * taken back has that much less. Throws CREDIT_INSUFFICIENT.
 */
export async function fundByMember(sql: Sql, job: PaidJob, quote: JobQuote): Promise<readonly Entry[]> {
  const available = await lockAvailable(sql, job);
  if (available >= quote.cap) return [];
  const { amount, entries } = await grantMonth(sql, job, quote);
  if (available + amount >= quote.cap) return entries;
  throw errors.CREDIT_INSUFFICIENT({ needed: String(quote.cap), available: String(available + amount) });
}

/** Opens the account of a newcomer, so that there is a row to lock. */
async function lockAvailable(sql: Sql, { tenantId, submittedBy }: PaidJob): Promise<bigint> {
  const opened = sql.execute(
    `insert into credit_accounts (tenant_id, kind, holder) values (?, 'MEMBER', ?) on conflict do nothing`,
    [tenantId, submittedBy],
  );
  const locked = sql.execute<{ balance: string }[]>(
    `select balance from credit_accounts where tenant_id = ? and kind in ('MEMBER', 'DEBT') and holder = ?
     order by tenant_id, kind, holder for update`,
    [tenantId, submittedBy],
  );
  const [, rows] = await Promise.all([opened, locked]);
  return rows.reduce((sum, { balance }) => sum + BigInt(balance), 0n);
}

async function grantMonth(
  sql: Sql,
  job: PaidJob,
  quote: JobQuote,
): Promise<{ readonly amount: bigint; readonly entries: readonly Entry[] }> {
  const state = await lockBudgets(sql, job);
  if (state.isGranted) return { amount: 0n, entries: [] };
  const grant = grantBudget({ ...state, member: state.member ?? quote.memberBudget });
  await sql.execute(
    `insert into credit_grants (tenant_id, month, holder, amount)
     values (?, date_trunc('month', now() at time zone 'UTC'), ?, ?)`,
    [job.tenantId, job.submittedBy, String(grant.amount)],
  );
  const given = { transactionId: newId('creditTransaction'), reason: 'BUDGET' } as const;
  return {
    amount: grant.amount,
    entries: [
      { kind: 'MEMBER', holder: job.submittedBy, ...given, amount: grant.amount },
      { ...treasury, ...given, amount: -grant.fromTreasury },
      { ...issuanceFor(job.id), ...given, amount: -grant.issued },
    ],
  };
}

interface BudgetState {
  readonly member: bigint | null;
  readonly community: bigint | null;
  readonly granted: bigint;
  readonly treasury: bigint;
  readonly isGranted: boolean;
}

/** Grants of one community are made one at a time, under its treasury's lock. */
async function lockBudgets(sql: Sql, { tenantId, submittedBy }: PaidJob): Promise<BudgetState> {
  const opened = sql.execute(
    `insert into credit_accounts (tenant_id, kind, holder) values (?, 'TREASURY', '') on conflict do nothing`,
    [tenantId],
  );
  const locked = sql.execute<{ balance: string }[]>(
    `select balance from credit_accounts where tenant_id = ? and kind = 'TREASURY' and holder = '' for update`,
    [tenantId],
  );
  // Asked in a statement of its own: what others granted while this one waited for the lock counts.
  const budgets = sql.execute<
    { member: string | null; community: string | null; granted: string; mine: string }[]
  >(
    `select (select monthly from credit_budgets where tenant_id = ? and holder = ?) as member,
       (select monthly from credit_budgets where tenant_id = ? and holder = '') as community,
       coalesce(sum(amount), 0)::bigint as granted, count(*) filter (where holder = ?) as mine
     from credit_grants where tenant_id = ? and month = date_trunc('month', now() at time zone 'UTC')`,
    [tenantId, submittedBy, tenantId, submittedBy, tenantId],
  );
  const [, [own], [row]] = await Promise.all([opened, locked, budgets]);
  const amountOf = (value: string | null | undefined) => (value == null ? null : BigInt(value));
  return {
    member: amountOf(row?.member),
    community: amountOf(row?.community),
    granted: BigInt(row?.granted ?? 0),
    treasury: BigInt(own?.balance ?? 0),
    isGranted: Number(row?.mine ?? 0) > 0,
  };
}
