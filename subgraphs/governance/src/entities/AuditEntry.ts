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

/** Where a log ends, in its community's transaction. */
export async function loadHead(sql: Sql, log: string): Promise<ChainHead> {
  const [row] = await sql.execute<AuditRow[]>(
    'select sequence, hash from audit_entry where tenant_id = ? order by sequence desc limit 1',
    [log],
  );
  return row === undefined ? emptyHead : { sequence: Number(row.sequence), hash: row.hash };
}

/** Records of a log before a sequence number, newest first; from its end when `before` is null. */
export async function loadNewest(
  sql: Sql,
  log: string,
  {
    before,
    limit,
    action,
  }: { readonly before: number | null; readonly limit: number; readonly action: string | null },
): Promise<AuditEntry[]> {
  const rows = await sql.execute<AuditRow[]>(
    `select sequence, body, previous_hash, hash, appended_at from audit_entry
     where tenant_id = ? and (?::bigint is null or sequence < ?::bigint) and (?::text is null or action = ?)
     order by sequence desc limit ?`,
    [log, before, before, action, action, limit],
  );
  return rows.map(toEntry);
}

/** Records of a log after a sequence number, oldest first. */
export async function loadOldest(
  sql: Sql,
  log: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<AuditEntry[]> {
  const rows = await sql.execute<AuditRow[]>(
    `select sequence, body, previous_hash, hash, appended_at from audit_entry
     where tenant_id = ? and sequence > ? order by sequence limit ?`,
    [log, after, limit],
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
