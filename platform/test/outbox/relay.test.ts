import { topics } from '@ai-collective/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Acknowledgement, KafkaProducer, OutgoingMessage } from '../../src/kafka/index.js';
import { confirm, enqueue, type OutboxMessage } from '../../src/outbox/enqueue.js';
import { startRelay, type Relay } from '../../src/outbox/relay.js';
import { openDatabase, type Database } from '../../src/postgres/Database.js';
import { createTestDatabase, type TestDatabase } from '../../src/testing/createTestDatabase.js';
import { silentLogger } from '../silentLogger.js';

/** A broker with one partition a topic that can be made to fail and to forget. */
class MemoryBroker implements KafkaProducer {
  log = new Map<string, OutgoingMessage[]>();
  failing = false;

  send(messages: readonly OutgoingMessage[]): Promise<readonly Acknowledgement[]> {
    if (this.failing) return Promise.reject(new Error('the broker is away'));
    return Promise.resolve(
      messages.map((message) => {
        const partition = this.log.get(message.topic) ?? [];
        this.log.set(message.topic, [...partition, message]);
        return { topic: message.topic, partition: 0, offset: partition.length };
      }),
    );
  }

  watermarks(topic: string): Promise<{ low: number; high: number }> {
    if (this.failing) return Promise.reject(new Error('the broker is away'));
    return Promise.resolve({ low: 0, high: this.log.get(topic)?.length ?? 0 });
  }

  keys(topic: string): string[] {
    return (this.log.get(topic) ?? []).map(({ key }) => key);
  }

  replaced = 0;

  isReady = (): boolean => !this.failing;
  replacements = (): number => this.replaced;
  close = (): Promise<void> => Promise.resolve();
}

describe('the outbox relay', () => {
  let server: TestDatabase;
  let database: Database;
  let broker: MemoryBroker;
  let relay: Relay | undefined;

  beforeEach(async () => {
    server = await createTestDatabase();
    database = await openDatabase({
      service: 'sender',
      url: server.serviceUrl('sender'),
      ownerUrl: server.ownerUrl,
      entities: [],
      migrations: [],
      log: silentLogger,
    });
    broker = new MemoryBroker();
  });

  afterEach(async () => {
    await relay?.close();
    relay = undefined;
    await database.close();
    await server.drop();
  });

  const start = async (window = 5_000): Promise<void> => {
    relay = await startRelay({ database, producer: broker, log: silentLogger, retentionMinutes: 60, window });
  };
  const write = (...messages: OutboxMessage[]): Promise<void> =>
    database.withoutTenant((em) => enqueue(em, messages));
  const message = (key: string, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
    topic: 'things',
    key,
    value: { key },
    ...more,
  });
  const numbered = (
    count: number,
    more: (index: number) => Partial<OutboxMessage> = () => ({}),
  ): OutboxMessage[] => Array.from({ length: count }, (_, index) => message(String(index), more(index)));

  it('sends what was committed, in order, and nothing that was rolled back', async () => {
    await start();
    await write(message('1'), message('2'));
    await expect(
      database.withoutTenant(async (em) => {
        await enqueue(em, [message('lost')]);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await write(message('3'));
    await expect.poll(() => broker.keys('things')).toEqual(['1', '2', '3']);
  });

  it('sends each message once, also over many batches', async () => {
    await start();
    await write(...numbered(1_300));
    await expect.poll(() => broker.keys('things').length).toBe(1_300);
    expect(broker.keys('things')).toEqual(numbered(1_300).map(({ key }) => key));
  });

  it('goes on when the broker comes back', async () => {
    broker.failing = true;
    await start();
    await write(message('1'));
    await expect.poll(() => relay?.isHealthy()).toBe(false);
    broker.failing = false;
    await expect.poll(() => broker.keys('things')).toEqual(['1']);
    await expect.poll(() => relay?.isHealthy()).toBe(true);
  });

  it('sends again what a broker that came back empty has forgotten, but not what was confirmed', async () => {
    await start();
    await write(
      message('kept', { confirmKey: 'kept' }),
      message('done', { confirmKey: 'done' }),
      message('timed'),
    );
    await expect.poll(() => broker.keys('things').length).toBe(3);
    await database.withoutTenant((em) => confirm(em, ['done']));
    broker.log.clear();
    await expect.poll(() => broker.keys('things')).toEqual(['kept', 'timed']);
  });

  it('notices a forgetful broker by its offsets when new messages hide the loss', async () => {
    await start();
    await write(...numbered(3));
    await expect.poll(() => broker.keys('things').length).toBe(3);
    await relay?.close();
    broker.log.clear();
    await write(message('new-1'), message('new-2'), message('new-3'), message('new-4'));
    const ahead: OutgoingMessage[] = [];
    broker.log.set('things', ahead);
    await start();
    await expect
      .poll(() => new Set(broker.keys('things')))
      .toEqual(new Set(['0', '1', '2', 'new-1', 'new-2', 'new-3', 'new-4']));
  });

  it('sends everything kept again to a broker that says it is another, however full that one is by now', async () => {
    await start();
    await write(message('lost'));
    await expect.poll(() => broker.keys('things').length).toBe(1);
    broker.log.set('things', [{ topic: 'things', key: "another's", value: Buffer.from('{}') }]);
    broker.replaced += 1;
    await expect.poll(() => broker.keys('things')).toEqual(["another's", 'lost']);
  });

  it('keeps at most a window of unconfirmed messages on the way', async () => {
    await start(10);
    await write(...numbered(25, (index) => ({ confirmKey: String(index) })));
    await expect.poll(() => broker.keys('things').length).toBe(10);
    await database.withoutTenant((em) => confirm(em, broker.keys('things')));
    await expect.poll(() => broker.keys('things').length).toBe(20);
  });

  it('is woken by the room that confirmed messages make, rather than by its clock', async () => {
    await start(1);
    await write(...numbered(8, (index) => ({ confirmKey: String(index) })));
    const began = performance.now();
    for (let sent = 1; sent <= 8; sent += 1) {
      await expect.poll(() => broker.keys('things').length, { timeout: 5_000 }).toBe(sent);
      await database.withoutTenantSql((sql) => confirm(sql, [String(sent - 1)]));
    }
    // By the clock alone each would wait about a second.
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('lets one topic at its window hold up no other', async () => {
    await start(10);
    const stuck = Array.from({ length: 12_000 }, (_, index) =>
      message(String(index), { confirmKey: String(index) }),
    );
    for (let from = 0; from < stuck.length; from += 4_000) await write(...stuck.slice(from, from + 4_000));
    await write(
      message('task', { topic: 'other', confirmKey: 'other' }),
      message('event', { topic: 'events' }),
    );
    await expect.poll(() => [...broker.keys('other'), ...broker.keys('events')]).toEqual(['task', 'event']);
    expect(broker.keys('things')).toHaveLength(10);
  });

  it('keeps only the newest message of a key of a compacted topic', async () => {
    await start();
    await write(message('a', { topic: topics.policies, value: { v: 1 } }));
    await write(message('a', { topic: topics.policies, value: { v: 2 } }));
    await expect.poll(() => broker.keys(topics.policies).length).toBe(2);
    broker.log.clear();
    await expect
      .poll(() => broker.log.get(topics.policies)?.map(({ value }) => value.toString()))
      .toEqual(['{"v":2}']);
  });

  it('is run by one process at a time', async () => {
    await start();
    const second = await startRelay({
      database,
      producer: broker,
      log: silentLogger,
      retentionMinutes: 60,
      window: 100,
    });
    for (let round = 0; round < 10; round += 1) await write(...numbered(20));
    await expect.poll(() => broker.keys('things').length).toBeGreaterThanOrEqual(200);
    await second.close();
    await relay?.close();
    expect(broker.keys('things')).toHaveLength(200);
  });

  it('sends at once what somebody waits for, and audit records a moment later', async () => {
    await start();
    await expect.poll(() => relay?.isHealthy()).toBe(true);
    const order: string[] = [];
    const send = broker.send.bind(broker);
    broker.send = (messages) => {
      order.push(messages.map(({ topic }) => topic).join());
      return send(messages);
    };
    await database.withoutTenantSql((sql) =>
      enqueue(sql, [
        { topic: topics.audit, key: 'record', value: {} },
        { topic: 'tasks', key: 'urgent', value: {} },
      ]),
    );
    await expect.poll(() => broker.keys(topics.audit)).toEqual(['record']);
    expect(order).toEqual(['tasks', topics.audit]);
  });

  it('lets what is urgent hold up audit records written with it for no more than a moment', async () => {
    await start();
    await expect.poll(() => relay?.isHealthy()).toBe(true);
    let sent = 0;
    while (broker.keys(topics.audit).length === 0 && sent < 100) {
      const record = sent === 0 ? [{ topic: topics.audit, key: 'record', value: {} }] : [];
      const urgent = { topic: 'tasks', key: `urgent-${sent}`, value: {} };
      await database.withoutTenantSql((sql) => enqueue(sql, [urgent, ...record]));
      await expect.poll(() => broker.keys('tasks'), { interval: 5 }).toContain(urgent.key);
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(broker.keys(topics.audit)).toEqual(['record']);
    // One round every 20 ms: the record did not have to wait until nobody was in a hurry.
    expect(sent).toBeLessThan(50);
  });

  it('sends audit records after a broker that was away, however many are in a hurry', async () => {
    await start();
    await expect.poll(() => relay?.isHealthy()).toBe(true);
    broker.failing = true;
    await database.withoutTenantSql((sql) =>
      enqueue(sql, [{ topic: topics.audit, key: 'record', value: {} }]),
    );
    await expect.poll(() => relay?.isHealthy()).toBe(false);
    broker.failing = false;
    for (let sent = 0; sent < 60 && broker.keys(topics.audit).length === 0; sent += 1) {
      await database.withoutTenantSql((sql) => enqueue(sql, [{ topic: 'tasks', key: `${sent}`, value: {} }]));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(broker.keys(topics.audit)).toEqual(['record']);
  });
});
