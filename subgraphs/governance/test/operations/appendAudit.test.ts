import { canonicalJson, newId, type AuditRecord } from '@ai-collective/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadOldest, type AuditEntry } from '../../src/entities/AuditEntry.js';
import { appendAudit, systemLog } from '../../src/operations/appendAudit.js';
import { listAudit } from '../../src/operations/listAudit.js';
import { verifyAudit } from '../../src/operations/verifyAudit.js';
import { auditRecord, callerOf, openTestGovernance, type TestGovernance } from '../startTestGovernance.js';

describe('appendAudit', () => {
  let governance: TestGovernance;
  let community: string;

  beforeAll(async () => {
    governance = await openTestGovernance();
  });

  beforeEach(() => {
    community = newId('community');
  });

  afterAll(() => governance.close());

  const append = (...records: readonly AuditRecord[]) => appendAudit(governance.services, records);
  const record = (id: string, more: Partial<AuditRecord> = {}) =>
    auditRecord(id, { communityId: community, ...more });
  const logOf = (log: string): Promise<readonly AuditEntry[]> =>
    governance.database.withTenant(log, (em) => loadOldest(em, log, { after: 0, limit: 1_000 }));
  const idsOf = async (log: string): Promise<readonly string[]> =>
    (await logOf(log)).map(({ content }) => (JSON.parse(content?.body ?? '') as AuditRecord).id);

  const isWhole = async (log = community) =>
    (await verifyAudit(governance.services, callerOf({ community: log, roles: ['AUDITOR'] }))).broken ===
    null;

  it('appends records in order, as canonical JSON, in one chain', async () => {
    await append(record('a'), record('b'));
    await append(record('c'));
    const entries = await logOf(community);
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(entries.map(({ content }) => content?.body)).toEqual(
      ['a', 'b', 'c'].map((id) => canonicalJson(record(id))),
    );
    expect(await isWhole()).toBe(true);
  });

  it('leaves out what is there already, within a batch and between batches', async () => {
    await append(record('a'), record('a'), record('b'));
    await append(record('b'), record('c'), record('a'), record('c'));
    await append(record('a'), record('b'), record('c'));
    expect(await idsOf(community)).toEqual(['a', 'b', 'c']);
  });

  it('keeps the first of two records with one id', async () => {
    await append(record('a', { action: 'first' }), record('a', { action: 'second' }));
    await append(record('a', { action: 'third' }));
    expect(
      (await logOf(community)).map(({ content }) => (JSON.parse(content?.body ?? '') as AuditRecord).action),
    ).toEqual(['first']);
  });

  it('keeps the logs of communities apart, also when one batch brings both', async () => {
    const other = newId('community');
    await append(
      record('a'),
      record('b', { communityId: other }),
      record('c'),
      record('a', { communityId: other }),
    );
    expect(await idsOf(community)).toEqual(['a', 'c']);
    expect(await idsOf(other)).toEqual(['b', 'a']);
    for (const log of [community, other]) expect(await isWhole(log)).toBe(true);
  });

  it('keeps records of no community in a log of their own', async () => {
    await append(record('sys', { communityId: '' }));
    expect(await idsOf(systemLog)).toContain('sys');
    expect(await idsOf(community)).toEqual([]);
  });

  it('makes one chain of many appends at once, each record once', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `evt_${String(index)}`);
    const batches = Array.from({ length: 12 }, (_, index) => ids.slice(index * 5, index * 5 + 10));
    await Promise.all(batches.map((batch) => append(...batch.map((id) => record(id)))));
    const entries = await logOf(community);
    expect(entries.map(({ sequence }) => sequence)).toEqual(ids.map((_, index) => index + 1));
    expect(await isWhole()).toBe(true);
    expect([...(await idsOf(community))].sort()).toEqual([...ids].sort());
  });

  it('stores any text exactly as it is hashed', async () => {
    const texts = [
      "it's ? $1 ?? :name \\? \\",
      '\u0000',
      '\ud800',
      '\u2028😀',
      '--; drop table audit_entry',
      '{"nested":"json"}',
    ];
    await append(
      ...texts.map((text, index) => record(`text_${String(index)}`, { details: { [text]: text } })),
    );
    const entries = await logOf(community);
    expect(await isWhole()).toBe(true);
    expect(
      entries.map(({ content }) => Object.values((JSON.parse(content?.body ?? '') as AuditRecord).details)),
    ).toEqual(texts.map((text) => [text]));
  });

  it('stores any record, whatever its members say', async () => {
    const text = fc.string({ unit: 'grapheme' });
    const details = fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }));
    const records = fc.array(fc.record({ action: text, subject: text, details }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(records, async (some) => {
        const log = newId('community');
        await append(
          ...some.map(({ action, subject, details: said }, index) =>
            auditRecord(`evt_${String(index)}`, {
              communityId: log,
              action,
              actor: { subject, kind: 'PERSON' },
              details: JSON.parse(JSON.stringify(said)) as AuditRecord['details'],
            }),
          ),
        );
        const entries = await logOf(log);
        expect(entries).toHaveLength(some.length);
        expect(await isWhole(log)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('appends nothing of nothing', async () => {
    await append();
    expect(await logOf(community)).toEqual([]);
  });

  it('lists newest first, of one action when asked, and only to who may read it', async () => {
    await append(record('a'), record('b', { action: 'jobs:cancel' }), record('c'));
    const list = async (
      request: { first: number | null; after: number | null; action: string | null },
      role: 'AUDITOR' | 'MEMBER' = 'AUDITOR',
    ) => listAudit(governance.services, callerOf({ community, roles: [role] }), request);
    const sequences = async (...request: Parameters<typeof list>) =>
      (await list(...request)).rows.map(({ sequence }) => sequence);
    expect(await sequences({ first: null, after: null, action: null })).toEqual([3, 2, 1]);
    expect(await sequences({ first: 1, after: 3, action: null })).toEqual([2]);
    expect(await sequences({ first: null, after: 3, action: 'jobs:submit' })).toEqual([1]);
    await expect(list({ first: null, after: null, action: null }, 'MEMBER')).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
