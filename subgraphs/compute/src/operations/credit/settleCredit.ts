import { newId } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { planPayments, type DueAttempt, type Payment, type Terms } from '../../rules/credit/planPayments.js';

/** What of a batch concerns credit. */
export interface SettledBatch {
  /** Attempts that may have become VALID, in any order; those paid before are left out. */
  readonly attempts: readonly string[];
  /** Jobs that came to their end, whose escrow is closed. */
  readonly finished: readonly string[];
}

interface DueRow extends DueAttempt {
  readonly taskId: string;
  readonly deviceId: string;
}

interface EscrowRow extends Omit<Terms, 'price'> {
  readonly jobId: string;
  readonly modelVersionId: string;
  readonly batchShape: number;
  readonly publisher: string;
  readonly price: string;
  readonly left: string;
}

type Found = Omit<DueRow, 'terms'> & { readonly escrow: EscrowRow };
type Due = Found & DueAttempt;

/**
 * Pays the valid attempts of a batch, and returns what finished jobs still hold, in the transaction that settles them. Whoever
 * calls holds the locks of their jobs, and has asked for the attempts to be written. Each attempt is paid once: its payment
 * has its id for a key, and the entries are added up from the payments that were written, one line an account and batch.
 */
export async function settleCredit(sql: Sql, { attempts, finished }: SettledBatch): Promise<void> {
  if (attempts.length + finished.length === 0) return;
  const found = attempts.length === 0 ? [] : await findDue(sql, attempts);
  if (found.length + finished.length === 0) return;
  await writePayments(sql, planPayments(found.map(withTerms), leftOf(found)), finished);
}

async function findDue(sql: Sql, attempts: readonly string[]): Promise<readonly Found[]> {
  return sql.execute<Found[]>(
    `select attempt.id as "attemptId", attempt.device_id as "deviceId", nullif(attempt.owner_id, '') as "ownerId",
       (extract(epoch from attempt.finished_at - attempt.started_at) * 1000)::double precision as "elapsedMs",
       task.id as "taskId", task.job_id as "jobId",
       json_build_object('jobId', escrow.job_id, 'modelVersionId', escrow.model_version_id,
         'batchShape', escrow.batch_shape, 'price', escrow.price::text, 'deadlineMs', escrow.deadline_ms,
         'mostBonus', escrow.most_bonus, 'ownerShare', escrow.owner_share, 'publisherShare', escrow.publisher_share,
         'communityShare', escrow.community_share, 'publisher', escrow.publisher,
         'left', account.balance::text) as escrow
     from attempts as attempt
     join tasks as task on task.id = attempt.task_id and task.tenant_id = attempt.tenant_id
     join credit_escrows as escrow on escrow.tenant_id = task.tenant_id and escrow.job_id = task.job_id and escrow.step = task.step
     join credit_accounts as account on account.tenant_id = escrow.tenant_id and account.kind = 'ESCROW'
       and account.holder = escrow.job_id
     where attempt.tenant_id = current_setting('app.tenant_id') and attempt.state = 'VALID'
       and attempt.id = any(array(select json_array_elements_text(?::json)))
       and not exists (
         select from credit_payments as payment
         where payment.tenant_id = attempt.tenant_id and payment.attempt_id = attempt.id
       )
     order by attempt.id`,
    [JSON.stringify(attempts)],
  );
}

function withTerms(found: Found): Due {
  return { ...found, terms: { ...found.escrow, price: BigInt(found.escrow.price) } };
}

function leftOf(found: readonly Found[]): ReadonlyMap<string, bigint> {
  return new Map(found.map(({ escrow }) => [escrow.jobId, BigInt(escrow.left)]));
}

async function writePayments(
  sql: Sql,
  payments: readonly Payment<Due>[],
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
    withTransaction(payments.map(rowOf), finished),
  );
}

function withTransaction(rows: readonly object[], finished: readonly string[]): string[] {
  const transactionId = newId('creditTransaction');
  return [transactionId, JSON.stringify(rows), JSON.stringify(finished), transactionId];
}

function rowOf({ due, ownerAmount, publisherAmount, communityAmount }: Payment<Due>): object {
  return {
    attempt: due.attemptId,
    job: due.jobId,
    task: due.taskId,
    device: due.deviceId,
    owner: due.ownerId,
    publisher: due.escrow.publisher,
    version: due.escrow.modelVersionId,
    shape: due.escrow.batchShape,
    elapsed: due.elapsedMs,
    ownerAmount: String(ownerAmount),
    publisherAmount: String(publisherAmount),
    communityAmount: String(communityAmount),
  };
}
