import type { Sql } from '@ai-collective/platform';
import { emptyHead, type ChainHead, type ChainLink } from '../rules/hashChain.js';

/** A row of the log as the database gives it. */
interface AuditRow {
  readonly sequence: string;
  readonly body: string;
  readonly previous_hash: string;
  readonly hash: string;
  readonly appended_at: string;
}

/** One record of a community's log. */
export interface AuditEntry extends ChainLink {
  readonly appendedAt: Date;
}

/** Where the log of the transaction's community ends. */
export async function loadHead(sql: Sql): Promise<ChainHead> {
  const [row] = await sql.execute<AuditRow[]>(
    'select sequence, hash from audit_entry order by sequence desc limit 1',
  );
  return row === undefined ? emptyHead : { sequence: Number(row.sequence), hash: row.hash };
}

/** Records before a sequence number, newest first; from the end when `before` is null. */
export async function loadNewest(
  sql: Sql,
  {
    before,
    limit,
    action,
  }: { readonly before: number | null; readonly limit: number; readonly action: string | null },
): Promise<AuditEntry[]> {
  const rows = await sql.execute<AuditRow[]>(
    `select sequence, body, previous_hash, hash, appended_at from audit_entry
     where (?::bigint is null or sequence < ?::bigint) and (?::text is null or action = ?)
     order by sequence desc limit ?`,
    [before, before, action, action, limit],
  );
  return rows.map(toEntry);
}

/** Records after a sequence number, oldest first. */
export async function loadOldest(sql: Sql, after: number, limit: number): Promise<AuditEntry[]> {
  const rows = await sql.execute<AuditRow[]>(
    `select sequence, body, previous_hash, hash, appended_at from audit_entry
     where sequence > ? order by sequence limit ?`,
    [after, limit],
  );
  return rows.map(toEntry);
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    sequence: Number(row.sequence),
    body: row.body,
    previousHash: row.previous_hash,
    hash: row.hash,
    appendedAt: new Date(row.appended_at),
  };
}
