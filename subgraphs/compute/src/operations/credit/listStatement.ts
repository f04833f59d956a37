import type { ComputeServices } from '../ComputeServices.js';
import { pageOf, placeOf, type Page, type PageRequest } from '../page.js';
import type { Requester } from '../Requester.js';
import type { EntryReason } from './accounts.js';

/** One line of a member's statement; the amount in micro-credits as PostgreSQL gives it. */
export interface StatementEntry {
  readonly tenantId: string;
  readonly holder: string;
  readonly transactionId: string;
  readonly reason: EntryReason;
  /** Empty where several jobs share the line. */
  readonly jobId: string;
  readonly amount: string;
  readonly at: Date;
}

const columns = `select tenant_id as "tenantId", holder, transaction_id as "transactionId", reason, job_id as "jobId",
  amount, at from credit_entries where tenant_id = ? and kind = 'MEMBER' and holder = ?`;
const newestFirst = 'order by transaction_id desc, reason desc, job_id desc limit ?';
const placePattern = /^ctx_[0-9a-z]{26}\|[A-Z]+\|(job_[0-9a-z]{26})?$/;

/** What moved on the requester's own account, newest first. Throws PAGE_SIZE_INVALID or CURSOR_INVALID. */
export async function listStatement(
  { reach, database }: ComputeServices,
  { passport }: Requester,
  request: PageRequest,
): Promise<Page<StatementEntry>> {
  const { community } = reach(passport, 'jobs:read');
  const place = placeOf(request, placePattern);
  const mine = [community, passport.sub];
  const [rows] = await database.queryTenant<[StatementEntry[]]>(community, [
    place === null
      ? [`${columns} ${newestFirst}`, [...mine, request.first + 1]]
      : [
          `${columns} and (transaction_id, reason, job_id) < (?, ?, ?) ${newestFirst}`,
          [...mine, ...place.split('|'), request.first + 1],
        ],
  ]);
  return pageOf(rows, request, placeOfEntry);
}

/** What tells an entry from all others of its account. */
export function placeOfEntry({ transactionId, reason, jobId }: StatementEntry): string {
  return `${transactionId}|${reason}|${jobId}`;
}
