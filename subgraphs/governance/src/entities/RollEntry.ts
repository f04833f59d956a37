import type { RollEntry } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import type { VotePlace } from './Ballot.js';

/** Somebody on the roll of a vote, and whom they let vote in their place. */
export interface RollRow extends RollEntry {
  readonly delegate: string | null;
}

/** A frozen roll, by member. */
export function loadRoll(sql: Sql, { tenantId, id }: VotePlace): Promise<readonly RollRow[]> {
  return sql.execute<RollRow[]>(
    `select member, weight, salt, delegate from roll_entry
     where tenant_id = ? and proposal_id = ? order by member`,
    [tenantId, id],
  );
}

export async function insertRoll(
  sql: Sql,
  { tenantId, id }: VotePlace,
  rows: readonly RollRow[],
): Promise<void> {
  await sql.execute(
    `insert into roll_entry (tenant_id, proposal_id, member, weight, salt, delegate)
     select ?, ?, member, weight, salt, delegate from json_to_recordset(?::json)
       as entry(member text, weight integer, salt text, delegate text)`,
    [tenantId, id, JSON.stringify(rows)],
  );
}
