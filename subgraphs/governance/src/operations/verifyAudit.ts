import { loadOldest } from '../entities/AuditEntry.js';
import { emptyHead, firstBreak, type ChainHead } from '../rules/hashChain.js';
import type { Caller, Services } from './Services.js';

/** What a walk along the whole chain found. */
export interface AuditVerdict {
  readonly intact: boolean;
  /** The last record that was checked and found right. */
  readonly head: ChainHead;
  /** The sequence number of the first record that is wrong or missing; null when all are right. */
  readonly brokenAt: number | null;
}

const batchSize = 1_000;

/** Recomputes every hash of the community's log, from its first record. */
export async function verifyAudit(
  { authorize, database }: Services,
  { passport }: Caller,
): Promise<AuditVerdict> {
  const { community } = authorize(passport, 'audit:read');
  let head = emptyHead;
  for (;;) {
    const entries = await database.withTenant(community, (em) =>
      loadOldest(em, community, { after: head.sequence, limit: batchSize }),
    );
    const broken = firstBreak(head, entries);
    if (broken !== undefined)
      return { intact: false, head: entries[broken - head.sequence - 2] ?? head, brokenAt: broken };
    head = entries.at(-1) ?? head;
    if (entries.length < batchSize) return { intact: true, head, brokenAt: null };
  }
}
