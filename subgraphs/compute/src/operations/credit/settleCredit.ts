import { newId } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { anyJobOfTasks } from '../taskChange.js';
import { planPayments, type DueAttempt, type Payment, type Terms } from '../../rules/credit/planPayments.js';

/** A result that has become valid, with what its payment is recorded under. */
export interface DueResult extends Omit<DueAttempt, 'terms'> {
  readonly taskId: string;
  /** Which step of its job. */
  readonly step: number;
  readonly deviceId: string;
}

/** What of a batch concerns credit. */
export interface SettledBatch {
  readonly due: readonly DueResult[];
  /** Jobs that came to their end, whose escrow is closed. */
  readonly finished: readonly string[];
}

/** The terms of a job's step as its escrow keeps them, and what is left for the whole job. */
export interface Escrow {
  readonly jobId: string;
  readonly step: number;
  readonly terms: Terms;
  readonly left: bigint;
  readonly modelVersionId: string;
  readonly batchShape: number;
  readonly publisher: string;
}

interface EscrowRow extends Omit<Escrow, 'terms' | 'left'>, Omit<Terms, 'price'> {
  readonly price: string;
  readonly left: string;
}

/** Escrows by {@link stepKey}. */
export type Escrows = ReadonlyMap<string, Escrow>;

function stepKey({ jobId, step }: Pick<Escrow, 'jobId' | 'step'>): string {
  return `${jobId}/${step}`;
}

/** The escrows of the jobs of some tasks. Whoever calls holds the locks of these jobs, or what is left may be spent meanwhile. */
export async function loadEscrows(sql: Sql, community: string, taskIds: readonly string[]): Promise<Escrows> {
  const rows = await sql.execute<EscrowRow[]>(
    `select escrow.job_id as "jobId", escrow.step, escrow.model_version_id as "modelVersionId", escrow.batch_shape as "batchShape",
       escrow.price::text, escrow.deadline_ms as "deadlineMs", escrow.most_bonus as "mostBonus",
       escrow.owner_share as "ownerShare", escrow.publisher_share as "publisherShare",
       escrow.community_share as "communityShare", escrow.publisher, account.balance::text as left
     from credit_escrows as escrow
     join credit_accounts as account on account.tenant_id = escrow.tenant_id and account.kind = 'ESCROW'
       and account.holder = escrow.job_id
     where escrow.tenant_id = ? and escrow.job_id = ${anyJobOfTasks}`,
    [community, JSON.stringify(taskIds)],
  );
  return new Map(
    rows.map(({ jobId, step, modelVersionId, batchShape, publisher, left, ...terms }) => [
      stepKey({ jobId, step }),
      {
        ...{ jobId, step, modelVersionId, batchShape, publisher },
        terms: { ...terms, price: BigInt(terms.price) },
        left: BigInt(left),
      },
    ]),
  );
}

/**
 * Pays results of a batch, and returns what finished jobs still hold, in the transaction that settles them. Whoever
 * calls holds the locks of their jobs. Each attempt is paid once: its payment
 * has its id for a key, and the entries are added up from the payments that were written, one line an account and batch.
 */
export async function settleCredit(
  sql: Sql,
  { due, finished }: SettledBatch,
  escrows: Escrows,
): Promise<void> {
  const payable = due.flatMap((result) => {
    const escrow = escrows.get(stepKey(result));
    return escrow === undefined ? [] : [{ ...result, terms: escrow.terms, escrow }];
  });
  const left = new Map([...escrows.values()].map((escrow) => [escrow.jobId, escrow.left]));
  const payments = planPayments(payable, left).map(rowOf);
  if (payments.length + finished.length > 0) await writePayments(sql, payments, finished);
}

async function writePayments(
  sql: Sql,
  payments: readonly object[],
  finished: readonly string[],
): Promise<void> {
  await sql.execute(
    `with paid as (
       insert into credit_payments (tenant_id, attempt_id, transaction_id, job_id, task_id, device_id, owner_id, publisher,
         model_version_id, batch_shape, elapsed_ms, owner_amount, publisher_amount, community_amount)
       select current_setting('app.tenant_id'), attempt, ?, job, task, device, owner, publisher, version, shape, elapsed,
         "ownerAmount", "publisherAmount", "communityAmount"
       from json_to_recordset(?::json) as payment(attempt text, job text, task text, device text, owner text,
         publisher text, version text, shape integer, elapsed double precision, "ownerAmount" bigint,
         "publisherAmount" bigint, "communityAmount" bigint)
       on conflict do nothing
       returning job_id, owner_id, publisher, owner_amount, publisher_amount, community_amount
     ), spent as (
       select job_id, sum(owner_amount + publisher_amount + community_amount) as amount from paid group by job_id
     ), rest as (
       select escrow.job_id, escrow.funded_by, escrow.payer, account.balance - coalesce(spent.amount, 0) as amount
       from credit_escrows as escrow
       join credit_accounts as account on account.tenant_id = escrow.tenant_id and account.kind = 'ESCROW'
         and account.holder = escrow.job_id
       left join spent on spent.job_id = escrow.job_id
       where escrow.tenant_id = current_setting('app.tenant_id') and escrow.step = 0
         and escrow.job_id = any(array(select json_array_elements_text(?::json)))
     ), moved(kind, holder, reason, job_id, amount) as (
       select 'ESCROW', job_id, 'PAID', '', -amount from spent
       union all select 'MEMBER', owner_id, 'EARNED', '', owner_amount from paid where owner_id is not null
       union all select 'MEMBER', publisher, 'PUBLISHED', '', publisher_amount from paid
       union all select 'TREASURY', '', 'SHARE', '', community_amount from paid
       union all select 'ESCROW', job_id, 'RETURNED', '', -amount from rest
       union all select funded_by::text, payer, 'RETURNED', case funded_by when 'MEMBER' then job_id else '' end, amount
         from rest
     )
     insert into credit_entries (tenant_id, kind, holder, transaction_id, reason, job_id, amount)
     select current_setting('app.tenant_id'), kind::credit_account_kind, holder, ?, reason, job_id, sum(amount)::bigint
     from moved group by kind, holder, reason, job_id having sum(amount) <> 0`,
    withTransaction(payments, finished),
  );
}

function withTransaction(rows: readonly object[], finished: readonly string[]): string[] {
  const transactionId = newId('creditTransaction');
  return [transactionId, JSON.stringify(rows), JSON.stringify(finished), transactionId];
}

function rowOf({
  due,
  ownerAmount,
  publisherAmount,
  communityAmount,
}: Payment<DueResult & DueAttempt & { readonly escrow: Escrow }>): object {
  const { publisher, modelVersionId, batchShape } = due.escrow;
  return {
    attempt: due.attemptId,
    job: due.jobId,
    task: due.taskId,
    device: due.deviceId,
    owner: due.ownerId,
    publisher,
    version: modelVersionId,
    shape: batchShape,
    elapsed: due.elapsedMs,
    ownerAmount: String(ownerAmount),
    publisherAmount: String(publisherAmount),
    communityAmount: String(communityAmount),
  };
}
