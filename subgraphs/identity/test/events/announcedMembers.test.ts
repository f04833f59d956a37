import { memberRecordSchema, topics, type MemberRecord } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

let identity: TestIdentity;
let grove: TestCommunity;

beforeAll(async () => {
  identity = await startTestIdentity();
  grove = await identity.community('grove');
});
afterAll(() => identity.close());

const announcedOf = async (personId: string): Promise<readonly Omit<MemberRecord, 'membershipId'>[]> => {
  const sent = (await identity.outbox(topics.members)).filter(({ value }) => value.personId === personId);
  return sent.map(({ key, value }) => {
    const { membershipId, ...record } = memberRecordSchema.parse(value);
    expect(membershipId).toBe(key);
    return record;
  });
};

describe('what identity says of members', () => {
  it('is that a community has an owner, from its first day', async () => {
    expect(await announcedOf(grove.ownerId)).toEqual([
      { communityId: grove.id, personId: grove.ownerId, roles: ['OWNER'], version: 1 },
    ]);
  });

  it('is that somebody came, has other roles, and left, each under a higher version', async () => {
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(
      grove.owner,
      'mutation { addMember(input: { personName: "Ada", roles: [MEMBER] }) { person { id } } }',
    );
    const personId = addMember.person.id;
    await identity.ask(
      grove.owner,
      'mutation ($id: ID!) { setMemberRoles(input: { personId: $id, roles: [MEMBER, AUDITOR] }) { id } }',
      { id: personId },
    );
    await identity.ask(grove.owner, 'mutation ($id: ID!) { removeMember(personId: $id) { id } }', {
      id: personId,
    });
    const of = { communityId: grove.id, personId };
    expect(await announcedOf(personId)).toEqual([
      { ...of, roles: ['MEMBER'], version: 1 },
      { ...of, roles: ['MEMBER', 'AUDITOR'], version: 2 },
      { ...of, roles: [], version: 3 },
    ]);
  });

  it('is said with the change itself, or not at all', async () => {
    const before = (await identity.outbox(topics.members)).length;
    const undone = identity.database.withTenant(grove.id, async (em) => {
      await em.execute(`update membership set roles = '{GUEST}' where tenant_id = ?`, [grove.id]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await identity.outbox(topics.members)).toHaveLength(before);
  });
});
