import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  canonicalJson,
  commitmentOf,
  growTree,
  leafHash,
  saltBytes,
  type AuditRecord,
} from '@ai-collective/contracts';
import type { Sql, SqlTransaction } from '@ai-collective/platform';
import { countEntries, insertEntries, loadOldest, type NewEntry } from '../entities/AuditEntry.js';
import { keepTree, loadEdge, loadTreeHead } from '../entities/AuditTree.js';
import type { Services } from './Services.js';

/** The log of records that belong to no community. */
export const systemLog = 'system';

/** Appends records to their communities' logs, in order. A record that is there already is left out. */
export async function appendAudit(
  { database }: Pick<Services, 'database'>,
  records: readonly AuditRecord[],
): Promise<void> {
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
  const asked = Promise.all([
    lockLog(sql, log),
    knownIds(sql, log, records),
    countEntries(sql, log),
    loadTreeHead(sql, log),
    loadEdge(sql, log),
  ]);
  // Statements leave with the next turn of the event loop; the rest is made while the database answers.
  await nextTurn();
  const committed = commitTo(firstOfEach(records));
  const [, known, last, tree, edge] = await asked;
  const entries = committed
    .filter(({ eventId }) => !known.has(eventId))
    .map((entry, index): NewEntry => ({ ...entry, sequence: last + index + 1 }));
  if (entries.length === 0) return;
  sql.last(insertEntries(sql, log, entries));
  await nextTurn();
  const missing = tree.size === last ? [] : await commitmentsBetween(sql, log, { after: tree.size, last });
  const leaves = [...missing, ...entries.map(({ commitment }) => commitment)].map(leafHash);
  sql.last(keepTree(sql, log, growTree(tree.size, edge, leaves)));
}

/** One change of a log at a time, until the transaction ends. */
export async function lockLog(sql: Sql, log: string): Promise<void> {
  await sql.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`audit ${log}`]);
}

function commitTo(records: readonly AuditRecord[]): readonly Omit<NewEntry, 'sequence'>[] {
  const salts = randomBytes(saltBytes * records.length);
  return records.map((record, index) => {
    const salt = salts.subarray(index * saltBytes, (index + 1) * saltBytes);
    const body = canonicalJson(record);
    return {
      eventId: record.id,
      action: record.action,
      content: { body, salt },
      commitment: commitmentOf(salt, body),
    };
  });
}

const pageSize = 10_000;

/** Of records that are in the log and not in its tree, as those from before there was one. */
async function commitmentsBetween(
  sql: Sql,
  log: string,
  { after, last }: { readonly after: number; readonly last: number },
): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  while (after + found.length < last) {
    const limit = Math.min(pageSize, last - after - found.length);
    const page = await loadOldest(sql, log, { after: after + found.length, limit });
    if (page.length === 0) throw new Error(`the log ${log} has gaps`);
    found.push(...page.map(({ commitment }) => commitment));
  }
  return found;
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
