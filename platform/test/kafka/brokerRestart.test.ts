import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createProducer, type KafkaError, type OutgoingMessage } from '../../src/kafka/index.js';
import { startInProcessBroker } from './brokers.js';
import { Clients, log, message, texts, unique } from './Clients.js';
import { eventually } from './eventually.js';

const limit = { timeout: 90_000 };

describe.concurrent('the in-process broker as a process', () => {
  test(
    'is found again on its port after kill -9, empty, by producers, groups and readers',
    limit,
    async () => {
      const topic = unique('restart');
      let broker = await startInProcessBroker();
      const port = Number(broker.brokers.split(':')[1]);
      const clients = new Clients(broker.brokers);
      const producer = await createProducer({
        brokers: broker.brokers,
        clientId: 'test',
        log,
      });
      const revoked: number[] = [];
      const member = await clients.collect({
        topics: [topic],
        groupId: unique('group'),
        onRevoked: (partitions) => revoked.push(partitions.length),
      });
      const reader = await clients.collect({ topics: [topic], groupId: 'reader', fromBeginning: true });
      try {
        await producer.send(['a', 'b', 'c'].map((text) => message(topic, 'k', text)));
        await eventually('both have the first life', () =>
          [member, reader].every((one) => one.received.length === 3),
        );
        for (const life of [2, 3]) {
          member.received.length = 0;
          reader.received.length = 0;
          await broker.stop('SIGKILL');
          await eventually(
            'the loss is noticed',
            () => !member.consumer.isReady() && revoked.length === life - 1,
          );
          broker = await startInProcessBroker(port);
          // More messages than before, at once: positions of the first life would hide some of them.
          const now = ['p', 'q', 'r', 's', 't'].map((text) => `${text}${life}`);
          const acknowledged = await persist(
            producer.send,
            now.map((text) => message(topic, 'k', text)),
          );
          expect(acknowledged.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4]);
          await eventually('the reader has them', () => reader.received.length >= 5);
          await eventually('the group has them', () => member.received.length >= 5, 30_000);
          expect(texts(reader.received)).toEqual(now);
          expect(texts(member.received)).toEqual(now);
          await eventually('the replacement is noticed', () => producer.replacements() >= life - 1);
        }
      } finally {
        await Promise.all([clients.close(), producer.close()]);
        await broker.stop();
      }

      /** Sends until acknowledged, as the outbox does. */
      async function persist(send: typeof producer.send, messages: readonly OutgoingMessage[]) {
        for (let tries = 1; ; tries += 1) {
          try {
            return await send.call(producer, messages);
          } catch (error) {
            if (tries === 3) throw error;
          }
        }
      }
    },
  );

  test('keeps what is being sent while it is away for a moment', limit, async () => {
    const topic = unique('away');
    let broker = await startInProcessBroker();
    const port = Number(broker.brokers.split(':')[1]);
    const producer = await createProducer({ brokers: broker.brokers, clientId: 'test', log });
    try {
      await producer.send([message(topic, 'k', 'warm-up')]);
      await broker.stop('SIGKILL');
      const sending = producer.send(['a', 'b', 'c'].map((text) => message(topic, 'k', text)));
      await eventually('the loss is noticed', () => !producer.isReady());
      broker = await startInProcessBroker(port);
      expect((await sending).map(({ offset }) => offset)).toEqual([0, 1, 2]);
      await eventually('it is ready again', () => producer.isReady());
    } finally {
      await producer.close();
      await broker.stop();
    }
  });

  test('ends with exit code 0 on SIGTERM, and with 1 when its port is taken', limit, async () => {
    const broker = await startInProcessBroker();
    const taken = Number(broker.brokers.split(':')[1]);
    await expect(startInProcessBroker(taken)).rejects.toThrow('did not become ready');
    expect(await broker.stop()).toBe(0);
  });

  test('serves as many connections as it may and closes those that do not speak Kafka', limit, async () => {
    const broker = await startInProcessBroker(0, { MAX_CONNECTIONS: '3' });
    const port = Number(broker.brokers.split(':')[1]);
    const { connect } = await import('node:net');
    try {
      const babbler = connect(port, '127.0.0.1');
      babbler.write(Buffer.alloc(64, 0xff));
      await once(babbler, 'close');
      const sockets = [1, 2, 3, 4].map(() => connect(port, '127.0.0.1'));
      const closed = await Promise.race(
        sockets.map((socket) => once(socket, 'close').then(() => 'one was refused')),
      );
      expect(closed).toBe('one was refused');
      for (const socket of sockets) socket.destroy();
      const producer = await createProducer({ brokers: broker.brokers, clientId: 'test', log });
      await expect(producer.send([message(unique('after'), 'k', 'v')])).resolves.toHaveLength(1);
      await producer.close();
    } finally {
      await broker.stop();
    }
  });
});

describe.concurrent('a producer without a broker', () => {
  test('rejects within its time, and refuses what its queue cannot hold', limit, async () => {
    const unreachable = await closedPort();
    const producer = await createProducer({
      brokers: `127.0.0.1:${unreachable}`,
      clientId: 'test',
      log,
      messageTimeoutMs: 1_500,
      maxInFlight: 10,
    });
    expect(producer.isReady()).toBe(false);
    const begun = Date.now();
    const fits = producer.send(Array.from({ length: 10 }, () => message('nowhere', 'k', 'v')));
    const waits = producer.send([message('nowhere', 'k', 'too many')]);
    const codes = await Promise.all(
      [fits, waits].map((one) =>
        one.then(
          () => 'written',
          (error: unknown) => (error as KafkaError).code,
        ),
      ),
    );
    expect(codes[0]).toBe('KAFKA_TIMED_OUT');
    expect(['KAFKA_QUEUE_FULL', 'KAFKA_TIMED_OUT']).toContain(codes[1]);
    expect(Date.now() - begun).toBeLessThan(5_000);
    await expect(producer.watermarks('nowhere', 0)).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    await producer.close();
    await expect(producer.send([message('nowhere', 'k', 'v')])).rejects.toMatchObject({
      code: 'KAFKA_CLOSED',
    });
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}
