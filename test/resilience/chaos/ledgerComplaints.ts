import type { SystemDatabase } from './SystemDatabase.js';

/** What must not be found in compute's tables once every job has come to its end, each by a query for what is wrong. */
const wrongs: Readonly<Record<string, string>> = {
  'a task that is not settled': `select id, state from compute.tasks where state not in ('SUCCEEDED', 'FAILED')`,
  'a task that succeeded without exactly one valid attempt': `
    select task.id, count(attempt.id) from compute.tasks as task
    left join compute.attempts as attempt on attempt.task_id = task.id and attempt.state = 'VALID'
    where task.state = 'SUCCEEDED' group by task.id having count(attempt.id) <> 1`,
  'a task that was not paid exactly once for its success, and never without': `
    select task.id, task.state, count(payment.attempt_id) from compute.tasks as task
    left join compute.credit_payments as payment on payment.task_id = task.id
    group by task.id having count(payment.attempt_id) <> case task.state when 'SUCCEEDED' then 1 else 0 end`,
  'a payment for an attempt that is not valid': `
    select payment.attempt_id from compute.credit_payments as payment
    left join compute.attempts as attempt on attempt.id = payment.attempt_id and attempt.tenant_id = payment.tenant_id
    where attempt.state is distinct from 'VALID'`,
  'a payment that was taken back': `select attempt_id from compute.credit_reversals`,
  'a job whose counts are not those of its tasks': `
    select job.id from compute.jobs as job join compute.tasks as task on task.job_id = job.id group by job.id
    having job.queued + job.dispatched <> 0 or job.finished_at is null
      or job.succeeded <> count(*) filter (where task.state = 'SUCCEEDED')
      or job.failed <> count(*) filter (where task.state = 'FAILED')`,
  'a job without an escrow': `
    select id from compute.jobs where id not in (select job_id from compute.credit_escrows)`,
  'an escrow that still holds credit': `
    select holder, balance from compute.credit_accounts where kind = 'ESCROW' and balance <> 0`,
  'accounts that do not add up to zero': `
    select tenant_id from compute.credit_accounts group by tenant_id having sum(balance) <> 0`,
  'a transaction that does not add up to zero': `
    select transaction_id from compute.credit_entries group by tenant_id, transaction_id having sum(amount) <> 0`,
  'an account that is not the sum of its entries': `
    select account.kind, account.holder from compute.credit_accounts as account
    left join compute.credit_entries as entry using (tenant_id, kind, holder)
    group by tenant_id, kind, holder, account.balance having account.balance <> coalesce(sum(entry.amount), 0)`,
};

/** Rows shown of each wrong at most. */
const mostShown = 5;

/** What is wrong with the books, in words; nothing when each task was settled, and paid, exactly once. */
export async function ledgerComplaints(database: SystemDatabase): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const [what, query] of Object.entries(wrongs)) {
    const found = await database.rows(query);
    if (found.length > 0)
      complaints.push(`${found.length} × ${what}: ${JSON.stringify(found.slice(0, mostShown))}`);
  }
  return complaints;
}
