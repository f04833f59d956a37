import { expect, test, vi } from 'vitest';
import { FetchGate } from '../../../src/kafka/broker/FetchGate.js';
import { foundNothing } from '../../../src/kafka/broker/foundNothing.js';
import { startBroker } from '../../../src/kafka/broker/startBroker.js';
import { TopicIds } from '../../../src/kafka/broker/TopicIds.js';
import { createProducer, startConsumer } from '../../../src/kafka/index.js';
import { silentLogger } from '../../silentLogger.js';

/** What the proxy cannot read it forwards at once: all would go on, only busier and later. So this looks at what it read. */
test('the proxy reads the Metadata, Produce and Fetch of the client and the broker we ship', async () => {
  const written = vi.spyOn(TopicIds.prototype, 'writtenBy');
  const answered = vi.spyOn(FetchGate.prototype, 'answered');
  const passed = vi.spyOn(FetchGate.prototype, 'pass');
  const found = (): boolean[] => {
    const version = passed.mock.calls[0]?.[1].apiVersion ?? 0;
    return answered.mock.calls.map(([frame]) => !foundNothing(frame, version));
  };
  const broker = await startBroker({ host: '127.0.0.1', port: 0, maxConnections: 10, log: silentLogger });
  const brokers = `127.0.0.1:${broker.port}`;
  const producer = await createProducer({ brokers, clientId: 'frames', log: silentLogger });
  const heard: string[] = [];
  const message = (value: string) => ({ topic: 'frames', key: 'key', value: Buffer.from(value) });
  await producer.send([message('first')]);
  const consumer = await startConsumer({
    brokers,
    groupId: 'frames',
    topics: ['frames'],
    fromBeginning: true,
    commit: 'manual',
    log: silentLogger,
    handle: (batch) => {
      heard.push(...batch.map(({ value }) => value.toString()));
      return Promise.resolve();
    },
  });
  try {
    await expect.poll(() => heard).toEqual(['first']);
    await expect.poll(found).toContain(false);
    await producer.send([message('second')]);
    await expect.poll(() => heard).toEqual(['first', 'second']);
    expect(written.mock.results.at(-1)?.value).toHaveLength(16);
    expect(found()).toContain(true);
    const before = passed.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    // Two a second, and a few after the last message; without the gate it would be hundreds.
    expect(passed.mock.calls.length - before).toBeLessThan(20);
  } finally {
    await consumer.close();
    await producer.close();
    await broker.stop();
  }
});
