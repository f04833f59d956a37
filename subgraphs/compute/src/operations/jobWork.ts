import type { Database, Sql } from '@ai-collective/platform';
import type { WorkState } from '../rules/workState.js';

/**
 * What is done for a job besides running it. PREPARE: read its items from a blob. EXPORT: write its results into a blob.
 * WEBHOOK: tell that it is finished.
 */
export type WorkKind = 'PREPARE' | 'EXPORT' | 'WEBHOOK';

/** A piece of work as everybody sees it. */
export interface JobWork {
  readonly jobId: string;
  readonly kind: WorkKind;
  readonly state: WorkState;
  readonly details: unknown;
  /** How often it was begun. */
  readonly attempts: number;
  /** How far it has come, in the work's own unit: lines, or tasks. */
  readonly done: number;
  readonly result: unknown;
  readonly lastError: string | null;
}

/** Work that this replica may do until its lease ends. `attempt` tells it from the same work taken by another since. */
export interface TakenWork {
  readonly tenantId: string;
  readonly jobId: string;
  readonly kind: WorkKind;
  readonly attempt: number;
}

export interface NewWork extends Pick<TakenWork, 'tenantId' | 'jobId' | 'kind'> {
  readonly details: object;
  /** False for work that waits for the end of its job. */
  readonly isDue: boolean;
}

export const workColumns = `job_id as "jobId", kind, state, details, attempts, done, result, last_error as "lastError"`;

/** The row of taken work, as long as nobody else has taken it since. */
const mine = `tenant_id = ? and job_id = ? and kind = ? and attempts = ? and state = 'PENDING'`;
const keyOf = ({ tenantId, jobId, kind, attempt }: TakenWork) => [tenantId, jobId, kind, attempt];

/** Asks for work, in the transaction of what makes it necessary. */
export async function addWork(sql: Sql, work: NewWork): Promise<void> {
  await sql.execute(
    `insert into job_work (tenant_id, job_id, kind, details, due_at)
     values (?, ?, ?, ?::json, case when ?::boolean then now() end)`,
    [work.tenantId, work.jobId, work.kind, JSON.stringify(work.details), work.isDue],
  );
}

/** Lets the webhooks of jobs be called that are finished, in the transaction that finishes them. */
export async function releaseWebhooks(
  sql: Sql,
  jobs: readonly { readonly id: string; readonly tenantId: string }[],
): Promise<void> {
  if (jobs.length === 0) return;
  await sql.execute(
    `update job_work set due_at = now() from json_to_recordset(?::json) as job(id text, "tenantId" text)
     where job_work.tenant_id = job."tenantId" and job_work.job_id = job.id and kind = 'WEBHOOK' and due_at is null
       and state = 'PENDING'`,
    [JSON.stringify(jobs.map(({ id, tenantId }) => ({ id, tenantId })))],
  );
}

/** Takes the work of a kind that has been due for longest, of any community, for some seconds. */
export async function takeWork(
  database: Pick<Database, 'withoutTenantSql'>,
  kind: WorkKind,
  leaseSeconds: number,
): Promise<TakenWork | undefined> {
  const [row] = await database.withoutTenantSql((sql) =>
    sql.execute<{ tenant_id: string; job_id: string; attempts: number }[]>(
      'select tenant_id, job_id, attempts from take_job_work(?, ?)',
      [kind, leaseSeconds],
    ),
  );
  return row && { tenantId: row.tenant_id, jobId: row.job_id, kind, attempt: row.attempts };
}

/** Keeps taken work for longer and notes how far it has come. False when it is somebody else's by now, or over. */
export async function renewWork(
  sql: Sql,
  work: TakenWork,
  { done, leaseSeconds }: { readonly done: number; readonly leaseSeconds: number },
): Promise<boolean> {
  const rows = await sql.execute<unknown[]>(
    `update job_work set done = ?, due_at = now() + make_interval(secs => ?) where ${mine} returning job_id`,
    [done, leaseSeconds, ...keyOf(work)],
  );
  return rows.length > 0;
}

/** Ends taken work. False when it is somebody else's by now, or over: then its transaction must not be committed. */
export async function endWork(
  sql: Sql,
  work: TakenWork,
  { done, result }: { readonly done: number; readonly result: object | null },
): Promise<boolean> {
  const rows = await sql.execute<unknown[]>(
    `update job_work set state = 'DONE', due_at = null, done = ?, result = ?::json, last_error = null
     where ${mine} returning job_id`,
    [done, result === null ? null : JSON.stringify(result), ...keyOf(work)],
  );
  return rows.length > 0;
}

/** Puts taken work back, to be tried again after some seconds, or never when `inSeconds` is null. */
export async function putBackWork(
  sql: Sql,
  work: TakenWork,
  { error, inSeconds }: { readonly error: string; readonly inSeconds: number | null },
): Promise<boolean> {
  const rows = await sql.execute<unknown[]>(
    `update job_work set last_error = ?, due_at = now() + make_interval(secs => ?),
       state = case when ?::double precision is null then 'FAILED' else state end
     where ${mine} returning job_id`,
    [error, inSeconds, inSeconds, ...keyOf(work)],
  );
  return rows.length > 0;
}

/** Leaves taken work to another replica, as if it had not been begun. */
export async function leaveWork(sql: Sql, work: TakenWork): Promise<void> {
  await sql.execute(`update job_work set due_at = now(), attempts = attempts - 1 where ${mine}`, keyOf(work));
}
