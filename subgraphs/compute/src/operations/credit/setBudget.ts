import { idSchema } from '@ai-collective/contracts';
import { errors } from '../../errors.js';
import { requestedBudget } from '../../rules/credit/requestedBudget.js';
import { auditAllowed } from '../audit.js';
import type { ComputeServices } from '../ComputeServices.js';
import type { Requester } from '../Requester.js';

/** What a member, or the community as a whole, may be given a month. */
export interface Budget {
  /** Null: the community. */
  readonly memberId: string | null;
  /** Micro-credits; null: what policy says for a member, without bounds for the community. */
  readonly monthly: string | null;
}

const memberSchema = idSchema('person').or(idSchema('apiKey'));

/**
 * Sets how much credit a member is given a month, or all members together; from the next grant on.
 * Throws BUDGET_INVALID, MEMBER_ID_INVALID or a denial.
 */
export async function setBudget(
  { authorize, database }: ComputeServices,
  requester: Requester,
  { memberId, monthly }: Budget,
): Promise<Budget> {
  const { community } = authorize(requester.passport, 'credit:manage');
  if (memberId !== null && !memberSchema.safeParse(memberId).success) throw errors.MEMBER_ID_INVALID();
  const wanted = monthly === null ? null : requestedBudget(monthly);
  if (wanted === undefined) throw errors.BUDGET_INVALID();
  const after = wanted === null ? null : String(wanted);
  const of = [community, memberId ?? ''];
  await database.withTenantSql(community, async (sql) => {
    await sql.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `credit budget ${of.join(' ')}`,
    ]);
    const [former] = await sql.execute<{ monthly: string }[]>(
      'select monthly from credit_budgets where tenant_id = ? and holder = ?',
      of,
    );
    sql.last(
      after === null
        ? sql.execute('delete from credit_budgets where tenant_id = ? and holder = ?', of)
        : sql.execute(
            `insert into credit_budgets (tenant_id, holder, monthly) values (?, ?, ?)
             on conflict (tenant_id, holder) do update set monthly = excluded.monthly`,
            [...of, after],
          ),
      auditAllowed(sql, requester, {
        community,
        action: 'credit:manage',
        type: 'budget',
        id: memberId ?? community,
        details: { before: former?.monthly ?? null, after },
      }),
    );
  });
  return { memberId, monthly: after };
}
