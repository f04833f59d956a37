import {
  formatNoteKey,
  leafHash,
  newId,
  noteKeyOf,
  openNote,
  parseCheckpoint,
  parseNoteKey,
  provesConsistency,
  provesInclusion,
} from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadOldest } from '../../../src/entities/AuditEntry.js';
import { appendAudit } from '../../../src/operations/appendAudit.js';
import { currentCheckpoint } from '../../../src/operations/audit/currentCheckpoint.js';
import { proveContinuation, proveRecord } from '../../../src/operations/audit/proveRecord.js';
import { signLog } from '../../../src/operations/audit/signLog.js';
import { signGrown } from '../../../src/operations/audit/startNotary.js';
import {
  auditRecord,
  callerOf,
  openTestGovernance,
  silentLogger,
  testSigner,
  type TestGovernance,
} from '../../startTestGovernance.js';

let governance: TestGovernance;
const community = newId('community');
const auditor = callerOf({ community, roles: ['AUDITOR'] });
/** What was signed, by how many records there were. */
const roots = new Map<number, Uint8Array>();

beforeAll(async () => {
  governance = await openTestGovernance();
  for (const count of [1, 254, 2, 400]) {
    const before = [...roots.keys()].at(-1) ?? 0;
    await appendAudit(
      governance.services,
      Array.from({ length: count }, (_, index) =>
        auditRecord(`evt_${before + index}`, { communityId: community }),
      ),
    );
    const signed = await signLog(governance.services, community);
    roots.set(signed?.size ?? 0, signed?.root ?? new Uint8Array());
  }
});

afterAll(() => governance.close());

describe('what was signed of a log', () => {
  it('is a note that whoever has the key can open, and says which log and how much of it', async () => {
    const { checkpoint, key } = await currentCheckpoint(governance.services, auditor);
    expect(key).toBe(formatNoteKey(noteKeyOf(testSigner)));
    const known = parseNoteKey(key);
    const { text } = openNote(checkpoint.note, known === undefined ? [] : [known]);
    expect(parseCheckpoint(text)).toEqual({
      origin: `test.example/${community}`,
      size: 657,
      root: checkpoint.root,
      extensions: [],
    });
  });

  it('is nothing of a log that nothing was signed of, and the same while it does not grow', async () => {
    const nobody = callerOf({ community: newId('community'), roles: ['AUDITOR'] });
    await expect(currentCheckpoint(governance.services, nobody)).rejects.toMatchObject({
      code: 'NOT_SIGNED_YET',
    });
    const before = await currentCheckpoint(governance.services, auditor);
    await signLog(governance.services, community);
    expect(await currentCheckpoint(governance.services, auditor)).toEqual(before);
  });

  it('comes to every log that has grown, without anybody asking', async () => {
    const other = newId('community');
    await appendAudit(governance.services, [auditRecord('evt_other', { communityId: other })]);
    await signGrown(governance.services, silentLogger);
    const { checkpoint } = await currentCheckpoint(
      governance.services,
      callerOf({ community: other, roles: ['AUDITOR'] }),
    );
    expect(checkpoint.size).toBe(1);
  });
});

describe('what is proved of a log', () => {
  it('is that each record is in it, at its place, in every tree that was signed', async () => {
    const entries = await governance.database.withTenantSql(community, (sql) =>
      loadOldest(sql, community, { after: 0, limit: 1_000 }),
    );
    for (const [size, root] of roots)
      for (const sequence of [1, 2, 200, 255, 256, 257, 656, 657].filter((place) => place <= size)) {
        const { hashes } = await proveRecord(governance.services, auditor, { sequence, size });
        const hash = leafHash(entries[sequence - 1]?.commitment ?? new Uint8Array());
        const claim = { hash, leaf: sequence - 1, size, root };
        expect(provesInclusion(claim, hashes)).toBe(true);
        expect(provesInclusion({ ...claim, leaf: sequence }, hashes)).toBe(false);
      }
  });

  it('is that it goes on from all that was signed before', async () => {
    for (const [from, earlier] of roots)
      for (const [to, later] of roots)
        if (from <= to) {
          const { hashes } = await proveContinuation(governance.services, auditor, { from, to });
          const claim = { earlier: { size: from, root: earlier }, later: { size: to, root: later } };
          expect(provesConsistency(claim, hashes)).toBe(true);
        }
  });

  it('is of the whole log unless a size is given', async () => {
    const { size } = await proveRecord(governance.services, auditor, { sequence: 3, size: null });
    expect(size).toBe(657);
  });

  it.each([
    [0, null],
    [658, null],
    [3, 2],
    [3, 658],
    [1.5, null],
    [NaN, null],
    [1, -1],
  ])('is nothing of record %j in a tree of %j', async (sequence, size) => {
    await expect(proveRecord(governance.services, auditor, { sequence, size })).rejects.toMatchObject({
      code: 'TREE_SIZE_INVALID',
    });
  });

  it('is nothing of trees that are not there', async () => {
    for (const [from, to] of [
      [3, 2],
      [-1, 2],
      [1, 658],
    ] as const)
      await expect(proveContinuation(governance.services, auditor, { from, to })).rejects.toMatchObject({
        code: 'TREE_SIZE_INVALID',
      });
  });
});
