import type { Sql } from '@ai-collective/platform';
import { reversePayment } from './reversePayment.js';

/**
 * Takes back what was paid for attempts that turned out to be wrong, and leaves it with their jobs, even those that are over: the
 * attempts that are right are paid out of it, by `settleCredit`, which also returns the rest. Locks the accounts of all that
 * are still to be paid before it moves anything: so two transactions that do both never wait for each other.
 */
export async function replacePayments(
  sql: Sql,
  { wrong, due }: { readonly wrong: readonly string[]; readonly due: readonly string[] },
): Promise<void> {
  await lockAccounts(sql, JSON.stringify([...wrong, ...due]));
  await reversePayment(sql, wrong, { stays: true });
}

async function lockAccounts(sql: Sql, attemptIds: string): Promise<void> {
  const members = `
    with involved as (
      select attempt.owner_id, escrow.publisher, escrow.job_id, case when escrow.funded_by = 'MEMBER' then escrow.payer end as payer
      from attempts as attempt
      join tasks as task on task.tenant_id = attempt.tenant_id and task.id = attempt.task_id
      join credit_escrows as escrow on escrow.tenant_id = task.tenant_id and escrow.job_id = task.job_id
      where attempt.tenant_id = current_setting('app.tenant_id')
        and attempt.id = any(array(select json_array_elements_text(?::json)))
    ), members as (
      select owner_id as holder from involved where owner_id <> ''
      union select publisher from involved
      union select payer from involved where payer is not null
    )`;
  await sql.execute(
    `${members} insert into credit_accounts (tenant_id, kind, holder)
     select current_setting('app.tenant_id'), 'MEMBER', holder from members order by holder on conflict do nothing`,
    [attemptIds],
  );
  await sql.execute(
    `${members} select from credit_accounts
     where tenant_id = current_setting('app.tenant_id') and (
       (kind in ('MEMBER', 'DEBT') and holder in (select holder from members))
       or (kind = 'ESCROW' and holder in (select job_id from involved))
       or (kind = 'TREASURY' and holder = '')
     ) order by tenant_id, kind, holder for update of credit_accounts`,
    [attemptIds],
  );
}
