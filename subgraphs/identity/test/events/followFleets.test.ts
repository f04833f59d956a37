import { newId, topics, type FleetEnrollment, type FleetRecord } from '@ai-collective/contracts';
import { createLogger, createProducer, type KafkaProducer } from '@ai-collective/platform';
import { startTestBroker, type TestBroker } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { followFleets, parseFleets } from '../../src/events/followFleets.js';
import { keepFleets } from '../../src/operations/keepFleets.js';
import { startTestIdentity, type TestIdentity } from '../startTestIdentity.js';

const log = createLogger({ service: 'identity', level: 'silent' });
const enrollment: FleetEnrollment = { policy: 'MEMBERS', maxDevices: 5, maxDevicesPerOwner: 2 };
const recordOf = (changes: Partial<FleetRecord> = {}): FleetRecord => ({
  fleetId: newId('fleet'),
  communityId: 'com_grove',
  enrollment,
  version: 1,
  ...changes,
});

let identity: TestIdentity;

beforeAll(async () => {
  identity = await startTestIdentity();
});
afterAll(() => identity.close());

const fleetsOf = (community: string) =>
  identity.database.withTenant(community, (em) =>
    em.execute<{ id: string; policy: string; version: number }[]>(
      'select id, policy, version from fleet where tenant_id = ? order by id',
      [community],
    ),
  );
const keep = (records: readonly FleetRecord[]) => keepFleets(identity.database, records);
const versionOf = async ({ communityId, fleetId }: FleetRecord) =>
  (await fleetsOf(communityId)).find(({ id }) => id === fleetId)?.version;

describe('keepFleets', () => {
  it('keeps the highest version, in whatever order and however often records come', async () => {
    const first = recordOf();
    const third = { ...first, version: 3, enrollment: { ...enrollment, policy: 'CLOSED' } as const };
    await keep([third, first, first]);
    await keep([{ ...first, version: 2 }]);
    await Promise.all([keep([first]), keep([third])]);
    await keep([first]);
    const kept = (await fleetsOf('com_grove')).find(({ id }) => id === first.fleetId);
    expect(kept).toEqual({ id: first.fleetId, policy: 'CLOSED', version: 3 });
  });

  it('lets no record of one community change the fleet of another', async () => {
    const own = recordOf();
    await keep([own]);
    const intruder = { ...own, communityId: 'com_meadow', version: 9 };
    await keep([intruder]);
    expect([await versionOf(own), await versionOf(intruder)]).toEqual([1, 9]);
  });
});

describe('parseFleets', () => {
  it('leaves out and logs what it cannot read', () => {
    const error = vi.fn();
    const good = recordOf();
    const values = [
      'no JSON',
      '{}',
      JSON.stringify({ ...good, version: 0 }),
      JSON.stringify({ ...good, communityId: '' }),
      JSON.stringify({ ...good, enrollment: { ...enrollment, policy: 'ANYBODY' } }),
      JSON.stringify(good),
    ];
    const batch = values.map((value, offset) => ({ key: 'k', offset, value: Buffer.from(value) }));
    expect(parseFleets(batch, { error })).toEqual([good]);
    expect(error).toHaveBeenCalledTimes(5);
  });
});

describe('followFleets', () => {
  let broker: TestBroker;
  let producer: KafkaProducer;

  beforeAll(async () => {
    broker = await startTestBroker();
    producer = await createProducer({ brokers: broker.brokers, clientId: 'compute', log });
  }, 70_000);
  afterAll(async () => {
    await producer.close();
    await broker.stop();
  });

  const announce = (record: FleetRecord) =>
    producer.send([
      { topic: topics.fleets, key: record.fleetId, value: Buffer.from(JSON.stringify(record)) },
    ]);
  const follow = () => followFleets({ brokers: broker.brokers, log, keep });
  const until = (look: () => Promise<unknown>, expected: unknown) =>
    vi.waitFor(async () => expect(await look()).toEqual(expected), { timeout: 20_000, interval: 50 });

  it('learns of fleets that were opened before and after it began, and once more when it begins anew', async () => {
    const early = recordOf();
    await announce(early);
    const first = await follow();
    await until(() => versionOf(early), 1);
    const late = recordOf();
    await announce(late);
    await announce({ ...early, version: 2 });
    await until(async () => [await versionOf(early), await versionOf(late)], [2, 1]);
    expect(first.isReady()).toBe(true);
    await first.close();
    await identity.database.withTenant('com_grove', (em) => em.execute('delete from fleet'));
    const second = await follow();
    await until(async () => [await versionOf(early), await versionOf(late)], [2, 1]);
    await second.close();
  }, 60_000);
});
