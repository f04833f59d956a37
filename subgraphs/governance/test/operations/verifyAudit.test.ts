import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadOldest } from '../../src/entities/AuditEntry.js';
import { appendAudit } from '../../src/operations/appendAudit.js';
import { verifyAudit } from '../../src/operations/verifyAudit.js';
import { appendLinks, genesisHash } from '../../src/rules/hashChain.js';
import { auditRecord, callerOf, openTestGovernance, type TestGovernance } from '../startTestGovernance.js';

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

  const fill = (count: number): Promise<void> =>
    appendAudit(
      governance.services,
      Array.from({ length: count }, (_, index) =>
        auditRecord(`evt_${String(index + 1)}`, { communityId: community }),
      ),
    );
  const verify = () => verifyAudit(governance.services, callerOf({ community, roles: ['AUDITOR'] }));
  /** A superuser who switches the triggers off, as nobody else can. */
  const tamper = (statement: string) =>
    governance.asOwner(
      'set session_replication_role = replica',
      statement.replaceAll('MINE', `tenant_id = '${community}'`),
    );

  it('finds an empty log intact', async () => {
    expect(await verify()).toEqual({
      intact: true,
      head: { sequence: 0, hash: genesisHash },
      brokenAt: null,
    });
  });

  it('finds an untouched log intact, also over many batches', async () => {
    for (let batch = 0; batch < 3; batch += 1)
      await appendAudit(
        governance.services,
        Array.from({ length: 700 }, (_, index) =>
          auditRecord(`evt_${String(batch)}_${String(index)}`, { communityId: community }),
        ),
      );
    expect(await verify()).toMatchObject({ intact: true, head: { sequence: 2_100 }, brokenAt: null });
  });

  it.each([
    [
      'a changed body',
      `update audit_entry set body = replace(body, 'per_bob', 'per_eve') where MINE and sequence = 3`,
      3,
    ],
    ['a changed hash', `update audit_entry set hash = repeat('f', 64) where MINE and sequence = 3`, 3],
    ['a deleted record', `delete from audit_entry where MINE and sequence = 3`, 3],
    ['a deleted beginning', `delete from audit_entry where MINE and sequence <= 2`, 1],
    [
      'exchanged records',
      `update audit_entry as one set body = other.body from audit_entry as other
       where one.tenant_id = other.tenant_id and other.MINE
         and one.sequence + other.sequence = 5 and one.sequence in (2, 3)`,
      2,
    ],
    ['a moved record', `update audit_entry set sequence = 9 where MINE and sequence = 4`, 4],
  ])('finds %s and says where', async (_, statement, brokenAt) => {
    await fill(5);
    await tamper(statement);
    expect(await verify()).toMatchObject({ intact: false, head: { sequence: brokenAt - 1 }, brokenAt });
  });

  it('finds a record that was changed together with its hash, at the record after it', async () => {
    await fill(5);
    const [, second, third] = await governance.database.withTenant(community, (em) =>
      loadOldest(em, community, { after: 0, limit: 5 }),
    );
    const [forged] = appendLinks({ sequence: 2, hash: second?.hash ?? '' }, [
      third?.body.replace('per_bob', 'per_eve') ?? '',
    ]);
    await tamper(
      `update audit_entry set body = '${forged?.body ?? ''}', hash = '${forged?.hash ?? ''}' where MINE and sequence = 3`,
    );
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 4 });
  });

  it('finds a record that was put in behind the back of the log', async () => {
    await fill(3);
    await tamper(
      `insert into audit_entry (tenant_id, sequence, event_id, action, body, previous_hash, hash)
       select tenant_id, 4, 'evt_forged', action, body, hash, repeat('e', 64) from audit_entry where MINE and sequence = 3`,
    );
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 4 });
  });

  it('shows by its head that the end was cut off, to who noted the head before', async () => {
    await fill(5);
    const before = await verify();
    await tamper(`delete from audit_entry where MINE and sequence > 3`);
    const after = await verify();
    expect(after.intact).toBe(true);
    expect(after.head.sequence).toBeLessThan(before.head.sequence);
  });

  it('is for those who may read the log', async () => {
    await expect(
      verifyAudit(governance.services, callerOf({ community, roles: ['MEMBER'] })),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
