import type { ComputeServices } from '../ComputeServices.js';
import { pageOf, placeOf, type Page, type PageRequest } from '../page.js';
import type { StatementEntry } from './listStatement.js';

/** What one attempt earned somebody, in micro-credits as PostgreSQL gives them. */
export interface EntryPayment {
  readonly attemptId: string;
  readonly taskId: string;
  readonly jobId: string;
  readonly deviceId: string;
  readonly elapsedMs: number | null;
  readonly amount: string;
}

/**
 * The attempts that an entry of a batch adds up, by id: those whose device the holder owned for EARNED, those of models that
 * they published for PUBLISHED; other entries have none. Throws PAGE_SIZE_INVALID or CURSOR_INVALID.
 */
export async function listPayments(
  { database }: Pick<ComputeServices, 'database'>,
  entry: StatementEntry,
  request: PageRequest,
): Promise<Page<EntryPayment>> {
  const place = placeOf(request, /^[^\0]{1,200}$/) ?? '';
  const { tenantId, transactionId, holder, reason } = entry;
  const [rows] = await database.queryTenant<[EntryPayment[]]>(tenantId, [
    [
      `select attempt_id as "attemptId", task_id as "taskId", job_id as "jobId", device_id as "deviceId",
         elapsed_ms as "elapsedMs",
         case ?::text when 'EARNED' then owner_amount else publisher_amount end as amount
       from credit_payments where tenant_id = ? and transaction_id = ? and attempt_id > ?
         and case ?::text when 'EARNED' then owner_id = ? when 'PUBLISHED' then publisher = ? else false end
       order by attempt_id limit ?`,
      [reason, tenantId, transactionId, place, reason, holder, holder, request.first + 1],
    ],
  ]);
  return pageOf(rows, request, ({ attemptId }) => attemptId);
}
