import type { Sql } from '@ai-collective/platform';

/** One change of a vote at a time, until the transaction ends. */
export async function lockVote(sql: Sql, proposalId: string): Promise<void> {
  await sql.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`vote ${proposalId}`]);
}
