import { leastId } from '@ai-collective/contracts';
import type { ComputeServices } from '../ComputeServices.js';

const hourMs = 3_600_000;

/** An attempt's id is made a moment before its lease is. */
const slackMs = 60_000;

/**
 * Works out anew what came of the leases of this hour and the one before, of every device. One replica does so at a time; the others
 * answer false.
 */
export function sampleDevices(
  { database }: Pick<ComputeServices, 'database'>,
  now: () => number = Date.now,
): Promise<boolean> {
  return database.withoutTenantSql(async (sql) => {
    const [row] = await sql.execute<{ leader: boolean }[]>(
      "select pg_try_advisory_xact_lock(hashtextextended('compute_device_signals', 0)) as leader",
    );
    if (row?.leader !== true) return false;
    const firstHour = (Math.floor(now() / hourMs) - 1) * hourMs;
    await sql.execute('select sample_device_signals(?, to_timestamp(?::double precision / 1000))', [
      leastId('attempt', firstHour - slackMs),
      firstHour,
    ]);
    return true;
  });
}
