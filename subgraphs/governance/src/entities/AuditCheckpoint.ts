import type { Sql } from '@ai-collective/platform';

/** What was signed of a log. */
export interface AuditCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note. */
  readonly note: string;
  readonly signedAt: Date;
}

interface CheckpointRow {
  readonly size: string;
  readonly root: Buffer;
  readonly note: string;
  readonly signed_at: string;
}

/** What was signed last of a log; null before anything was. */
export async function loadNewestCheckpoint(sql: Sql, log: string): Promise<AuditCheckpoint | null> {
  const [row] = await sql.execute<CheckpointRow[]>(
    'select size, root, note, signed_at from audit_checkpoint where tenant_id = ? order by size desc limit 1',
    [log],
  );
  return row === undefined ? null : toCheckpoint(row);
}

/** What was signed of trees larger than a size, the smallest first. */
export async function loadCheckpoints(
  sql: Sql,
  log: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly AuditCheckpoint[]> {
  const rows = await sql.execute<CheckpointRow[]>(
    'select size, root, note, signed_at from audit_checkpoint where tenant_id = ? and size > ? order by size limit ?',
    [log, after, limit],
  );
  return rows.map(toCheckpoint);
}

export async function insertCheckpoint(
  sql: Sql,
  log: string,
  { size, root, note }: Omit<AuditCheckpoint, 'signedAt'>,
): Promise<void> {
  await sql.execute('insert into audit_checkpoint (tenant_id, size, root, note) values (?, ?, ?, ?)', [
    log,
    size,
    Buffer.from(root),
    note,
  ]);
}

function toCheckpoint(row: CheckpointRow): AuditCheckpoint {
  return {
    size: Number(row.size),
    root: row.root,
    note: row.note,
    signedAt: new Date(row.signed_at),
  };
}
