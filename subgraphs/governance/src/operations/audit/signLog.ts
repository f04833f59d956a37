import {
  completeNodes,
  consistencyParts,
  consistencyProof,
  formatCheckpoint,
  nodesOfTiles,
  noteKeyOf,
  openNote,
  parseCheckpoint,
  provesConsistency,
  signNote,
  tileOf,
  type NoteSigner,
} from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import {
  insertCheckpoint,
  loadNewestCheckpoint,
  type AuditCheckpoint,
} from '../../entities/AuditCheckpoint.js';
import { loadTiles, loadTreeHead, type AuditTreeHead } from '../../entities/AuditTree.js';
import { lockLog } from '../appendAudit.js';
import type { Services } from '../Services.js';

/** Thrown when a log does not go on from what was signed of it: somebody rewrote it behind our back. */
export class LogRewrittenError extends Error {
  override readonly name = 'LogRewrittenError';
}

/** Which log a checkpoint is of: never the same for two. */
export function originOf(signer: NoteSigner, log: string): string {
  return `${signer.name}/${log}`;
}

/**
 * Signs a log as it stands, if it has grown since it was last signed and goes on from what was signed then.
 * @throws LogRewrittenError when it does not: nothing is ever signed that takes back what was signed before
 */
export async function signLog(
  { database, signer }: Pick<Services, 'database' | 'signer'>,
  log: string,
): Promise<AuditCheckpoint | null> {
  return database.withTenantSql(log, async (sql) => {
    await lockLog(sql, log);
    const [head, last] = await Promise.all([loadTreeHead(sql, log), loadNewestCheckpoint(sql, log)]);
    if (last !== null) await requireContinuation(sql, log, { signer, last, head });
    if (head.size <= (last?.size ?? 0)) return last;
    const checkpoint = { origin: originOf(signer, log), ...head, extensions: [] };
    const note = signNote(formatCheckpoint(checkpoint), signer);
    await insertCheckpoint(sql, log, { ...head, note });
    return loadNewestCheckpoint(sql, log);
  });
}

interface Continuation {
  readonly signer: NoteSigner;
  readonly last: AuditCheckpoint;
  readonly head: AuditTreeHead;
}

/** What was signed is taken from the note, whose signature nobody else can make, rather than from the row around it. */
async function requireContinuation(
  sql: Sql,
  log: string,
  { signer, last, head }: Continuation,
): Promise<void> {
  const { text } = openNote(last.note, [noteKeyOf(signer)]);
  const signed = parseCheckpoint(text);
  if (signed?.origin !== originOf(signer, log))
    throw new LogRewrittenError(`what was signed of ${log} is another's`);
  if (signed.size > head.size)
    throw new LogRewrittenError(`${log} has ${head.size} records, and had ${signed.size} when it was signed`);
  const parts = consistencyParts(signed.size, head.size);
  const places = parts.flatMap(({ start, end }) => completeNodes(start, end)).map(tileOf);
  const nodes = nodesOfTiles(await loadTiles(sql, log, places));
  const proof = consistencyProof(nodes, signed.size, head.size);
  if (!provesConsistency({ earlier: signed, later: head }, proof))
    throw new LogRewrittenError(`${log} does not go on from its ${signed.size} records that were signed`);
}
