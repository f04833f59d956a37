import { canonicalJson, type AuditRecord } from '@ai-collective/contracts';
import type { Sql, SqlTransaction } from '@ai-collective/platform';
import { loadHead } from '../entities/AuditEntry.js';
import { appendLinks } from '../rules/hashChain.js';
import type { Services } from './Services.js';

/** The log of records that belong to no community. */
export const systemLog = 'system';

/** Appends records to their communities' logs, in order. A record that is there already is left out. */
export async function appendAudit({ database }: Services, records: readonly AuditRecord[]): Promise<void> {
  const logs = new Set(records.map(logOf));
  for (const log of logs) {
    const own = records.filter((record) => logOf(record) === log);
    await database.withTenantSql(log, (sql) => appendTo(sql, log, own));
  }
}

function logOf({ communityId }: AuditRecord): string {
  return communityId === '' ? systemLog : communityId;
}

async function appendTo(sql: SqlTransaction, log: string, records: readonly AuditRecord[]): Promise<void> {
  const [, known, head] = await Promise.all([
    sql.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`audit ${log}`]),
    knownIds(sql, log, records),
    loadHead(sql, log),
  ]);
  const fresh = firstOfEach(records).filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  const links = appendLinks(head, fresh.map(canonicalJson));
  const rows = links.map((link, index) => ({
    ...link,
    eventId: fresh[index]?.id,
    action: fresh[index]?.action,
  }));
  const inserted = sql.execute(
    `insert into audit_entry (tenant_id, sequence, event_id, action, body, previous_hash, hash)
     select ?, sequence, "eventId", action, body, "previousHash", hash from json_to_recordset(?::json)
       as link(sequence bigint, "eventId" text, action text, body text, "previousHash" text, hash text)
     order by sequence`,
    [log, JSON.stringify(rows)],
  );
  sql.last(inserted);
}

/** The first record of each id, in order: what was said once is not changed by what comes later. */
function firstOfEach(records: readonly AuditRecord[]): readonly AuditRecord[] {
  const seen = new Set<string>();
  return records.filter(({ id }) => !seen.has(id) && seen.add(id));
}

async function knownIds(
  sql: Sql,
  log: string,
  records: readonly AuditRecord[],
): Promise<ReadonlySet<string>> {
  const rows = await sql.execute<{ event_id: string }[]>(
    `select event_id from audit_entry
     where tenant_id = ? and event_id = any(array(select json_array_elements_text(?::json)))`,
    [log, JSON.stringify(records.map(({ id }) => id))],
  );
  return new Set(rows.map(({ event_id }) => event_id));
}
