import type { Sql } from '@ai-collective/platform';

/** The PostgreSQL channel on which every replica hears of jobs that changed. */
export const progressChannel = 'compute_job_progress';

/** A NOTIFY payload holds 8,000 bytes; a job id takes 31 with its comma. */
const idsPerNotification = 200;

/** Tells every replica, when the transaction commits, that these jobs changed, and which replica settled that, if one did. */
export async function notifyProgress(sql: Sql, jobIds: readonly string[], settledBy = ''): Promise<void> {
  const notifications: Promise<unknown>[] = [];
  for (let start = 0; start < jobIds.length; start += idsPerNotification) {
    const ids = jobIds.slice(start, start + idsPerNotification);
    notifications.push(
      sql.execute('select pg_notify(?, ?)', [progressChannel, `${settledBy}:${ids.join(',')}`]),
    );
  }
  await Promise.all(notifications);
}

/** What a notification says. */
export interface ProgressNews {
  readonly settledBy: string;
  readonly jobIds: readonly string[];
}

/** Reads a notification; undefined when any job may have changed, since some were missed. */
export function parseNews(payload: string): ProgressNews | undefined {
  const [settledBy, jobIds] = payload.split(':');
  return settledBy === undefined || jobIds === undefined
    ? undefined
    : { settledBy, jobIds: jobIds.split(',') };
}
