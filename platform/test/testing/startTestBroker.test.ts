import { topics } from '@ai-collective/contracts';
import { startTestBroker } from '@ai-collective/platform/testing';
import { expect, it } from 'vitest';
import { createProducer } from '../../src/kafka/index.js';
import { silentLogger as log } from '../silentLogger.js';

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('starts a broker that can be killed, started again at its port, and stopped', async () => {
  const broker = await startTestBroker();
  const producer = await createProducer({ brokers: broker.brokers, clientId: 'test', log });
  const offsetOfNext = async (): Promise<number | undefined> =>
    (await producer.send([{ topic: topics.audit, key: 'k', value: Buffer.from('v') }]))[0]?.offset;
  try {
    const { brokers, pid } = broker;
    expect(brokers).toBe(`127.0.0.1:${String(broker.port)}`);
    expect([await offsetOfNext(), await offsetOfNext()]).toEqual([0, 1]);
    await broker.kill();
    expect(isRunning(pid)).toBe(false);
    await broker.restart();
    expect(broker).toMatchObject({ brokers });
    expect(broker.pid).not.toBe(pid);
    expect(await offsetOfNext()).toBe(0);
    await expect(startTestBroker({ port: broker.port })).rejects.toThrow('EADDRINUSE');
  } finally {
    await producer.close();
    expect(await broker.stop()).toBe(0);
  }
  expect(isRunning(broker.pid)).toBe(false);
});
