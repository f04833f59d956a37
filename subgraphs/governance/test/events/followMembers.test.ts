import { newId, topics, type MemberRecord } from '@ai-collective/contracts';
import { createProducer, type KafkaProducer } from '@ai-collective/platform';
import { startTestBroker, type TestBroker } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadMembers } from '../../src/entities/Member.js';
import { followMembers, parseMembers } from '../../src/events/followMembers.js';
import { keepMembersOf } from '../../src/operations/keepMembersOf.js';
import { openTestGovernance, silentLogger, type TestGovernance } from '../startTestGovernance.js';

let governance: TestGovernance;
const community = newId('community');
const record = (personId: string, changes: Partial<MemberRecord> = {}): MemberRecord => ({
  ...{ membershipId: `mem_${personId}`, communityId: community, personId, roles: ['MEMBER'], version: 1 },
  ...changes,
});

beforeAll(async () => {
  governance = await openTestGovernance();
});
afterAll(() => governance.close());

const membersOf = (tenant = community) =>
  governance.database.withTenantSql(tenant, (sql) => loadMembers(sql, tenant));
const keep = (...records: readonly MemberRecord[]) => keepMembersOf(governance.database, records);

describe('members, as identity tells of them,', () => {
  it('are as the highest version says, in whatever order versions come, and however often', async () => {
    await keep(record('per_a', { version: 2, roles: ['ADMIN'] }), record('per_a'));
    await keep(record('per_a'), record('per_b'));
    expect(await membersOf()).toEqual([
      { personId: 'per_a', roles: ['ADMIN'] },
      { personId: 'per_b', roles: ['MEMBER'] },
    ]);
  });

  it('are members no more once they left, and again when they come back with another membership', async () => {
    await keep(record('per_b', { version: 2, roles: [] }));
    await keep(record('per_b'));
    expect((await membersOf()).map(({ personId }) => personId)).toEqual(['per_a']);
    await keep(record('per_b', { membershipId: 'mem_again' }));
    expect((await membersOf()).map(({ personId }) => personId)).toEqual(['per_a', 'per_b']);
  });

  it('are of the community that their record names', async () => {
    const other = newId('community');
    await keep(record('per_c', { communityId: other }), record('per_d'));
    expect((await membersOf(other)).map(({ personId }) => personId)).toEqual(['per_c']);
  });

  it('are left out where a record is none, which is logged', () => {
    const log = { error: vi.fn() };
    const messages = ['no JSON', '{}', JSON.stringify(record('per_a', { roles: ['KING' as 'OWNER'] }))].map(
      (value, index) => ({ key: 'mem', offset: index, value: Buffer.from(value) }),
    );
    expect(parseMembers(messages, log)).toEqual([]);
    expect(log.error).toHaveBeenCalledTimes(3);
  });
});

describe('following identity', () => {
  let broker: TestBroker;
  let producer: KafkaProducer;

  beforeAll(async () => {
    broker = await startTestBroker();
    producer = await createProducer({ brokers: broker.brokers, clientId: 'test', log: silentLogger });
  }, 70_000);
  afterAll(async () => {
    await producer.close();
    await broker.stop();
  });

  it('begins at the beginning, and keeps up', async () => {
    const tell = (personId: string) =>
      producer.send([
        { topic: topics.members, key: personId, value: Buffer.from(JSON.stringify(record(personId))) },
      ]);
    await tell('per_early');
    const consumer = await followMembers({
      brokers: broker.brokers,
      log: silentLogger,
      keep: (records) => keep(...records),
    });
    const names = async () => (await membersOf()).map(({ personId }) => personId);
    await vi.waitUntil(async () => (await names()).includes('per_early'), { timeout: 20_000 });
    await tell('per_late');
    await vi.waitUntil(async () => (await names()).includes('per_late'), { timeout: 20_000 });
    await consumer.close();
  });
});
