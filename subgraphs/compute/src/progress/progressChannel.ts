import type { Sql } from '@ai-collective/platform';

/** The PostgreSQL channel on which every replica hears of jobs that changed. */
export const progressChannel = 'compute_job_progress';

/** A NOTIFY payload holds 8,000 bytes; a job id takes 31 with its comma. */
const idsPerNotification = 200;

/** Tells every replica, when the transaction commits, that these jobs changed. */
export async function notifyProgress(sql: Sql, jobIds: readonly string[]): Promise<void> {
  for (let start = 0; start < jobIds.length; start += idsPerNotification)
    await sql.execute('select pg_notify(?, ?)', [
      progressChannel,
      jobIds.slice(start, start + idsPerNotification).join(','),
    ]);
}

/** The job ids of a notification; empty when any job may have changed, since some were missed. */
export function jobIdsOf(payload: string): readonly string[] {
  return payload === '' ? [] : payload.split(',');
}
