import type { Sql } from '@ai-collective/platform';

/** What time it is where the votes are kept, milliseconds since the epoch: every replica reads the same clock. */
export async function databaseTime(sql: Sql): Promise<number> {
  const [row] = await sql.execute<{ now: string }[]>(
    'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
  );
  return Number(row?.now);
}
