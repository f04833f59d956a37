import type { Sql } from '@ai-collective/platform';

/** A row of the log as the database gives it. */
interface AuditRow {
  readonly sequence: string;
  readonly event_id: string;
  readonly action: string;
  readonly body: string | null;
  readonly salt: Buffer | null;
  readonly commitment: Buffer;
  readonly appended_at: string;
}

/** One record of a community's log. */
export interface AuditEntry {
  /** Counts from 1 without gaps; its leaf in the tree is one before, from 0. */
  readonly sequence: number;
  readonly eventId: string;
  readonly action: string;
  /** What happened, as canonical JSON, and the salt it was hashed with; null once they were erased. */
  readonly content: { readonly body: string; readonly salt: Uint8Array } | null;
  readonly commitment: Uint8Array;
  readonly appendedAt: Date;
}

const columns = 'sequence, event_id, action, body, salt, commitment, appended_at';

/** How many records a log has. */
export async function countEntries(sql: Sql, log: string): Promise<number> {
  const [row] = await sql.execute<{ last: string }[]>(
    'select coalesce(max(sequence), 0) as last from audit_entry where tenant_id = ?',
    [log],
  );
  return Number(row?.last);
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
    `select ${columns} from audit_entry
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
    `select ${columns} from audit_entry where tenant_id = ? and sequence > ? order by sequence limit ?`,
    [log, after, limit],
  );
  return rows.map(toEntry);
}

/** A record that is to be appended. */
export type NewEntry = Pick<AuditEntry, 'sequence' | 'eventId' | 'action' | 'commitment'> & {
  readonly content: NonNullable<AuditEntry['content']>;
};

export async function insertEntries(sql: Sql, log: string, entries: readonly NewEntry[]): Promise<void> {
  const rows = entries.map(({ sequence, eventId, action, content, commitment }) => ({
    ...{ sequence, eventId, action, body: content.body },
    salt: Buffer.from(content.salt).toString('hex'),
    commitment: Buffer.from(commitment).toString('hex'),
  }));
  await sql.execute(
    `insert into audit_entry (tenant_id, sequence, event_id, action, body, salt, commitment)
     select ?, sequence, "eventId", action, body, decode(salt, 'hex'), decode(commitment, 'hex')
     from json_to_recordset(?::json) as entry(
       sequence bigint, "eventId" text, action text, body text, salt text, commitment text
     ) order by sequence`,
    [log, JSON.stringify(rows)],
  );
}

function toEntry(row: AuditRow): AuditEntry {
  const { body, salt } = row;
  return {
    sequence: Number(row.sequence),
    eventId: row.event_id,
    action: row.action,
    content: body === null || salt === null ? null : { body, salt },
    commitment: row.commitment,
    appendedAt: new Date(row.appended_at),
  };
}
