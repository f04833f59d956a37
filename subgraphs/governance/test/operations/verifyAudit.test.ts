import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signLog } from '../../src/operations/audit/signLog.js';
import { appendAudit } from '../../src/operations/appendAudit.js';
import { verifyAudit } from '../../src/operations/verifyAudit.js';
import { auditRecord, callerOf, openTestGovernance, type TestGovernance } from '../startTestGovernance.js';

/** The hash of nothing. */
const emptyRoot = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('verifyAudit', () => {
  let governance: TestGovernance;
  let community: string;

  beforeAll(async () => {
    governance = await openTestGovernance();
  });

  beforeEach(() => {
    community = newId('community');
  });

  afterAll(() => governance.close());

  let filled = 0;
  const fill = (count: number): Promise<void> =>
    appendAudit(
      governance.services,
      Array.from({ length: count }, () => {
        filled += 1;
        return auditRecord(`evt_${filled}`, { communityId: community });
      }),
    );
  const verify = async () => {
    const { records, root, broken } = await verifyAudit(
      governance.services,
      callerOf({ community, roles: ['AUDITOR'] }),
    );
    return { records, root: Buffer.from(root).toString('hex'), broken };
  };
  /** A superuser who switches the triggers off, as nobody else can. */
  const tamper = (...statements: readonly string[]) =>
    governance.asOwner(
      'set session_replication_role = replica',
      ...statements.map((statement) => statement.replaceAll('MINE', `tenant_id = '${community}'`)),
      'set session_replication_role = origin',
    );
  /** Has the commitment of a record be of what it says now. */
  const commitAnew = `update audit_entry set commitment = sha256(salt || convert_to(body, 'UTF8')) where MINE`;
  const leaf = (name: string) => `sha256('\\x00'::bytea || ${name}.commitment)`;
  /** Has the only tile be of the commitments as they are now. */
  const tileAnew = `update audit_tile set hashes = (
    select string_agg(${leaf('e')}, '' order by sequence) from audit_entry e where e.MINE
  ) where MINE and level = 0`;

  it('finds an empty log intact', async () => {
    expect(await verify()).toEqual({ records: 0, root: emptyRoot, broken: null });
  });

  it('finds an untouched log intact, over many batches, tiles and signatures', async () => {
    for (let batch = 0; batch < 4; batch += 1) {
      await fill(700);
      await signLog(governance.services, community);
    }
    await fill(3);
    expect(await verify()).toMatchObject({ records: 2_803, broken: null });
  });

  it('finds a log intact while it grows', async () => {
    await fill(10);
    const growing = Promise.all(Array.from({ length: 10 }, () => fill(150)));
    const verdicts = [];
    for (let time = 0; time < 15; time += 1) verdicts.push((await verify()).broken);
    await growing;
    expect(new Set(verdicts)).toEqual(new Set([null]));
    expect((await verify()).records).toBe(1_510);
  });

  it.each([
    [
      'a changed record',
      `update audit_entry set body = replace(body, 'per_bob', 'per_eve') where MINE and sequence = 3`,
      { at: 3, flaw: 'CHANGED' },
    ],
    [
      'another salt',
      `update audit_entry set salt = '\\x00112233445566778899aabbccddeeff' where MINE and sequence = 3`,
      { at: 3, flaw: 'CHANGED' },
    ],
    [
      'another commitment to nothing',
      `update audit_entry set body = null, salt = null, commitment = sha256('x') where MINE and sequence = 3`,
      { at: 3, flaw: 'TREE' },
    ],
    ['a deleted record', `delete from audit_entry where MINE and sequence = 3`, { at: 3, flaw: 'MISSING' }],
    [
      'a deleted beginning',
      `delete from audit_entry where MINE and sequence <= 2`,
      { at: 1, flaw: 'MISSING' },
    ],
    ['a deleted end', `delete from audit_entry where MINE and sequence > 3`, { at: 4, flaw: 'CUT' }],
    [
      'exchanged records',
      `update audit_entry as one set body = other.body, salt = other.salt, commitment = other.commitment
       from audit_entry as other where one.tenant_id = other.tenant_id and other.MINE
         and one.sequence + other.sequence = 5 and one.sequence in (2, 3)`,
      { at: 2, flaw: 'TREE' },
    ],
    [
      'a moved record',
      `update audit_entry set sequence = 9 where MINE and sequence = 4`,
      { at: 4, flaw: 'MISSING' },
    ],
    [
      'a record that was put in at the end',
      `insert into audit_entry (tenant_id, sequence, event_id, action, body, salt, commitment)
       select tenant_id, 6, 'evt_forged', action, body, salt, commitment from audit_entry where MINE and sequence = 3`,
      { at: 6, flaw: 'TREE' },
    ],
    [
      'another tile',
      `update audit_tile set hashes = set_byte(hashes, 32 * 3, get_byte(hashes, 32 * 3) # 1) where MINE and level = 0`,
      { at: 4, flaw: 'TREE' },
    ],
    ['a missing tile', `delete from audit_tile where MINE`, { at: 1, flaw: 'TREE' }],
    ['another root', `update audit_tree set root = sha256('x') where MINE`, { at: 5, flaw: 'TREE' }],
  ])('finds %s and says where', async (_, statement, broken) => {
    await fill(5);
    await tamper(statement);
    expect((await verify()).broken).toEqual(broken);
  });

  it('finds a log that was rewritten with its whole tree, by what was signed of it before', async () => {
    await fill(3);
    await signLog(governance.services, community);
    await fill(4);
    await signLog(governance.services, community);
    await tamper(
      `update audit_entry set body = replace(body, 'per_bob', 'per_eve') where MINE and sequence = 5`,
      commitAnew,
      tileAnew,
    );
    // Between the three records that were signed first, and the seven.
    expect((await verify()).broken).toEqual({ at: 4, flaw: 'SIGNED' });
    await fill(1);
    await expect(signLog(governance.services, community)).rejects.toThrow('does not go on');
  });

  it('finds a log whose end was cut off with its tree, by what was signed of it', async () => {
    await fill(5);
    await signLog(governance.services, community);
    await tamper(
      `delete from audit_entry where MINE and sequence > 3`,
      `update audit_tile set hashes = substring(hashes for 96) where MINE and level = 0`,
      `update audit_tree set size = 3 where MINE`,
    );
    expect((await verify()).broken).toEqual({ at: 4, flaw: 'CUT' });
    await expect(signLog(governance.services, community)).rejects.toThrow('has 3 records, and had 5');
  });

  it('finds what was signed by somebody else', async () => {
    await fill(5);
    await signLog(governance.services, community);
    await tamper(
      `update audit_checkpoint set note = replace(note, 'test.example', 'best.example') where MINE`,
    );
    expect((await verify()).broken).toEqual({ at: 1, flaw: 'SIGNED' });
  });

  it('bears that what a record says is erased with its salt, and nothing else', async () => {
    await fill(5);
    await signLog(governance.services, community);
    const erase = (what: string) =>
      governance.database.withTenantSql(community, (sql) =>
        sql.execute(`update audit_entry set ${what} where tenant_id = ? and sequence = 2`, [community]),
      );
    await expect(erase(`body = null, salt = null, commitment = sha256('x')`)).rejects.toThrow('only grows');
    await expect(erase('body = null')).rejects.toThrow('only grows');
    await erase('body = null, salt = null');
    await expect(erase(`body = 'x', salt = 'x'`)).rejects.toThrow('only grows');
    expect(await verify()).toMatchObject({ records: 5, broken: null });
  });

  it('has records in its tree that were there before it had one, once the next is appended', async () => {
    await fill(300);
    const { root } = await verify();
    await tamper(`delete from audit_tree where MINE`, `delete from audit_tile where MINE`);
    await fill(1);
    expect(await verify()).toMatchObject({ records: 301, broken: null });
    await tamper(`delete from audit_entry where MINE and sequence = 301`);
    expect((await verify()).root).toBe(root);
  });

  it('is for those who may read the log', async () => {
    await expect(
      verifyAudit(governance.services, callerOf({ community, roles: ['MEMBER'] })),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
