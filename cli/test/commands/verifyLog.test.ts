import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  canonicalJson,
  commitmentOf,
  formatCheckpoint,
  formatNoteKey,
  leafHash,
  MerkleTree,
  noteKeyOf,
  signNote,
  type AuditRecord,
} from '@ai-collective/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AicUser } from '../runAic.js';
import { startFakeGateway, type Asked, type FakeGateway } from '../startFakeGateway.js';

const signer = { name: 'log.example', privateKey: generateKeyPairSync('ed25519').privateKey };
const key = formatNoteKey(noteKeyOf(signer));
const origin = 'log.example/com_1';

const said = (sequence: number): Pick<AuditRecord, 'action' | 'details'> => {
  if (sequence === 5) return { action: 'proposals:submit', details: { digest: 'd1' } };
  if (sequence === 7) return { action: 'proposals:close', details: { head: 'h1' } };
  return { action: 'jobs:submit', details: {} };
};

/** Record number so and so, as governance tells of it. */
function logged(sequence: number) {
  const record: AuditRecord = {
    ...{ id: `evt_${sequence}`, at: '2026-01-01T00:00:00.000Z', service: 'compute', communityId: 'com_1' },
    ...{ actor: { subject: 'per_1', kind: 'PERSON' }, resource: { type: 'Proposal', id: 'prp_1' } },
    ...{ outcome: 'ALLOWED', policyVersion: 0, traceId: null, ...said(sequence) },
  };
  const salt = Buffer.alloc(16, sequence);
  const body = canonicalJson(record);
  return {
    ...{ id: record.id, sequence, action: record.action, body: body as string | null },
    salt: salt.toString('hex') as string | null,
    commitment: Buffer.from(commitmentOf(salt, body)).toString('hex'),
  };
}

type Logged = ReturnType<typeof logged>;

function sign(records: readonly Logged[]): string {
  const tree = new MerkleTree();
  for (const { commitment } of records) tree.appendHash(leafHash(Buffer.from(commitment, 'hex')));
  return signNote(formatCheckpoint({ origin, size: tree.size, root: tree.root, extensions: [] }), signer);
}

const log = Array.from({ length: 250 }, (_, index) => logged(index + 1));
/** The same with one record changed as its commitment tells. */
const rewritten = (place: number) =>
  log.map((one) => (one.sequence === place ? { ...logged(9), sequence: place } : one));

describe('aic verify-log', () => {
  let user: AicUser;
  let gateway: FakeGateway;
  let folder: string;
  let records: readonly Logged[];
  let note: string;
  let proposal: object | null;

  const answer = ({ query, variables }: Asked) => {
    if (query.includes('auditCheckpoint'))
      return { data: { auditCheckpoint: { size: log.length, note, key } } };
    if (query.includes('proposal(')) return { data: { proposal } };
    const newest = [...records].reverse();
    const start = Number(variables.after ?? 0);
    const page = newest.slice(start, start + 100);
    const pageInfo = { hasNextPage: start + 100 < newest.length, endCursor: String(start + 100) };
    return { data: { auditRecords: { edges: page.map((node) => ({ node })), pageInfo } } };
  };

  beforeEach(async () => {
    [records, note] = [log, sign(log)];
    proposal = { number: 4, digest: 'd1', ballotHead: 'h1' };
    [user, gateway, folder] = await Promise.all([
      AicUser.create(),
      startFakeGateway(answer),
      mkdtemp(path.join(tmpdir(), 'aic-verify-')),
    ]);
  });
  afterEach(async () => {
    await gateway.close();
    await user.leave();
    await rm(folder, { recursive: true });
  });

  const run = (...words: string[]) =>
    user.run(['verify-log', ...words], { url: gateway.url, apiKey: 'aic_key' });
  const problem = async (...words: string[]) => {
    const { code, err } = await run(...words, '--json', '--key', key);
    const { error } = JSON.parse(err) as { error: { code: string; message: string } };
    return [code, error.code, error.message];
  };

  it('says that a log is what was signed, and by which key it went', async () => {
    const { code, out, err } = await run();
    expect(code).toBe(0);
    expect(out).toContain('All 250 records of log.example/com_1 are what was signed.');
    expect(out).toContain('is as it was (2 checked)');
    expect(err).toContain(key);
    expect((await run('--key', key)).err).toBe('');
    expect(JSON.parse((await run('--key', key, '--json')).out)).toMatchObject({
      ...{ origin, size: 250, votes: 2, since: null, erased: 0 },
    });
  });

  it('keeps what was signed, and later says whether the log goes on from it', async () => {
    const file = path.join(folder, 'note');
    records = log;
    expect((await run('--key', key, '--save', file)).code).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(note);
    const early = path.join(folder, 'early');
    await writeFile(early, sign(log.slice(0, 100)));
    expect((await run('--key', key, '--since', early)).out).toContain('The first 100 are those');
    await writeFile(early, sign(rewritten(60).slice(0, 100)));
    expect(await problem('--since', early)).toEqual([
      1,
      'LOG_REWRITTEN',
      'Something among the first 100 records was changed since they were signed.',
    ]);
  });

  it('bears that what records said was erased', async () => {
    records = log.map((one) => (one.sequence === 3 ? { ...one, body: null, salt: null } : one));
    expect((await run('--key', key)).out).toContain('1 of them no longer say anything');
  });

  it.each<readonly [string, string, () => void]>([
    [
      'RECORD_CHANGED',
      'Record 3 ',
      () => {
        records = log.map((one) =>
          one.sequence === 3 ? { ...one, body: one.body?.replace('per_1', 'per_2') ?? null } : one,
        );
      },
    ],
    [
      'RECORD_MISSING',
      'Record 3 of 250',
      () => {
        records = log.filter(({ sequence }) => sequence !== 3);
      },
    ],
    [
      'LOG_NOT_SIGNED',
      'records 1 to 250',
      () => {
        records = rewritten(3);
      },
    ],
    [
      'NOTE_FORGED',
      'log.example',
      () => {
        note = note.replace('250', '249');
      },
    ],
    [
      'PROPOSAL_CHANGED',
      'record 5',
      () => {
        proposal = { number: 4, digest: 'd2', ballotHead: 'h1' };
      },
    ],
    [
      'PROPOSAL_CHANGED',
      'prp_1',
      () => {
        proposal = null;
      },
    ],
    [
      'BALLOTS_CHANGED',
      'record 7',
      () => {
        proposal = { number: 4, digest: 'd1', ballotHead: 'h2' };
      },
    ],
  ])('answers %s, and says where: %s', async (code, where, tamper) => {
    tamper();
    const [exit, found, message] = await problem();
    expect([exit, found]).toEqual([1, code]);
    expect(message).toContain(where);
  });

  it('takes no other key than the one it was given, and no nonsense', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const foreign = formatNoteKey(noteKeyOf({ name: 'log.example', privateKey: other }));
    expect((await run('--key', foreign, '--json')).err).toContain('NOTE_UNSIGNED');
    expect((await run('--key', 'nonsense', '--json')).err).toContain('KEY_INVALID');
    expect((await run('--since', '/nowhere', '--json')).err).toContain('FILE_NOT_FOUND');
    expect((await run('extra', '--json')).code).toBe(2);
  });
});
