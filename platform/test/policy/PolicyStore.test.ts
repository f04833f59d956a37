import { defaultPolicyParameters, topics, type PolicyBundle } from '@ai-collective/contracts';
import { startTestBroker, type TestBroker } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProducer, type KafkaProducer } from '../../src/kafka/index.js';
import { policyProblems } from '../../src/authorization/policyProblems.js';
import { startPolicyStore, type PolicyStore } from '../../src/policy/PolicyStore.js';
import { silentLogger as log } from '../silentLogger.js';

const soon = { timeout: 15_000, interval: 20 };

function bundle(communityId: string, version: number, maxItems: number): PolicyBundle {
  return {
    communityId,
    version,
    parameters: { ...defaultPolicyParameters, 'jobs.maxItems': maxItems },
    policies: [],
    enactedAt: '2026-01-01T00:00:00.000Z',
    enactedBy: 'per_1',
    digest: '0'.repeat(64),
  };
}

describe('startPolicyStore', () => {
  let broker: TestBroker;
  let producer: KafkaProducer;
  let store: PolicyStore;

  const send = (key: string, value: unknown): Promise<unknown> =>
    producer.send([
      {
        topic: topics.policies,
        key,
        value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
      },
    ]);
  const inForce = (communityId: string): readonly [number, number] => {
    const { version, parameters } = store.get(communityId, []);
    return [version, parameters['jobs.maxItems']];
  };
  /** Resolves once everything that was sent before has been read. */
  const settle = async (mark: string): Promise<void> => {
    await send('com_mark', bundle(mark, 1, 1));
    await expect.poll(() => inForce(mark), soon).toEqual([1, 1]);
  };

  beforeAll(async () => {
    broker = await startTestBroker();
    producer = await createProducer({ brokers: broker.brokers, clientId: 'test', log });
    await send('com_early', bundle('com_early', 3, 30));
    store = await startPolicyStore({ brokers: broker.brokers, service: 'test', log, check: policyProblems });
  });

  afterAll(async () => {
    await store.close();
    await producer.close();
    await broker.stop();
  });

  it('knows what was published before it started, once it has started', () => {
    expect(inForce('com_early')).toEqual([3, 30]);
    expect(store.versionOf('com_early')).toBe(3);
    expect(store.isReady()).toBe(true);
  });

  it('answers the documented defaults, as version 0, for a community that never set a policy', () => {
    expect(store.get('com_never', [])).toEqual({
      version: 0,
      parameters: defaultPolicyParameters,
      policies: [],
      inherited: [],
    });
    expect(store.versionOf('com_never')).toBe(0);
  });

  it('follows new versions and ignores older ones that come late', async () => {
    await send('com_mark', bundle('com_follows', 2, 20));
    await send('com_mark', bundle('com_follows', 1, 10));
    await settle('com_mark_1');
    expect(inForce('com_follows')).toEqual([2, 20]);
    await send('com_mark', bundle('com_follows', 3, 30));
    await expect.poll(() => inForce('com_follows'), soon).toEqual([3, 30]);
  });

  it('keeps the last good policy when a bundle is malformed', async () => {
    await send('com_mark', bundle('com_keeps', 1, 10));
    await send('com_mark', '{"communityId":"com_keeps","version":2');
    await send('com_mark', { communityId: 'com_keeps', version: 2 });
    await send('com_mark', bundle('com_keeps', 2, -1));
    await send('com_mark', bundle('com_keeps', 1.5, 15));
    await send('com_mark', '');
    await settle('com_mark_2');
    expect(inForce('com_keeps')).toEqual([1, 10]);
  });

  it("keeps the last good policies when a bundle's do not fit the schema", async () => {
    const own = (version: number, text: string): PolicyBundle => ({
      ...bundle('com_own', version, 10),
      policies: [{ id: 'own', text, proposalId: 'prp_1' }],
    });
    const good = 'forbid (principal in Role::"GUEST", action, resource);';
    await send('com_mark', own(1, good));
    await send('com_mark', own(2, 'permit (principal, action == Action::"jobs:delete", resource);'));
    await send('com_mark', own(3, 'permit (principal'));
    await send('com_mark', own(4, `permit (principal, action, resource) when { ${'('.repeat(500)}true };`));
    await settle('com_mark_3');
    expect(store.get('com_own', [])).toMatchObject({ version: 1, policies: [{ text: good }] });
    await send('com_mark', own(5, 'permit (principal, action, resource);'));
    await expect.poll(() => store.get('com_own', []).version, soon).toBe(5);
  });

  it('takes the defaults for parameters a bundle does not know yet', async () => {
    const { parameters, ...rest } = bundle('com_old', 1, 10);
    const { 'jobs.maxItems': maxItems } = parameters;
    await send('com_mark', { ...rest, parameters: { 'jobs.maxItems': maxItems, 'not.known': 5 } });
    await expect.poll(() => store.get('com_old', []).version, soon).toBe(1);
    expect(store.get('com_old', []).parameters).toEqual({ ...defaultPolicyParameters, 'jobs.maxItems': 10 });
  });

  it('keeps every policy in force while the broker is away, and says it is not ready', async () => {
    await broker.kill();
    await expect.poll(() => store.isReady(), soon).toBe(false);
    expect(inForce('com_early')).toEqual([3, 30]);
    await broker.restart();
    await expect.poll(() => store.isReady(), { timeout: 25_000, interval: 50 }).toBe(true);
    expect(inForce('com_early')).toEqual([3, 30]);
  });
});

describe('a policy store that has read nothing yet', () => {
  it('is ready at once when there is no policy, nor a topic for any', async () => {
    const broker = await startTestBroker();
    const store = await startPolicyStore({ brokers: broker.brokers, service: 'test', log });
    try {
      expect(store.get('com_never', []).version).toBe(0);
      expect(store.isReady()).toBe(true);
    } finally {
      await store.close();
      await broker.stop();
    }
  });

  it('answers no policy to enforce until it could read them, and from then on always', async () => {
    const broker = await startTestBroker();
    await broker.kill();
    const start = () => startPolicyStore({ brokers: broker.brokers, service: 'test', log });
    const [store, closed] = await Promise.all([start(), start()]);
    await closed.close();
    try {
      expect(() => closed.get('com_1', [])).toThrow(expect.objectContaining({ code: 'POLICIES_NOT_READY' }));
      expect(() => store.get('com_1', [])).toThrow(
        expect.objectContaining({ code: 'POLICIES_NOT_READY', status: 503 }),
      );
      expect([store.versionOf('com_1'), store.isReady()]).toEqual([0, false]);
      await broker.restart();
      await expect.poll(() => store.isReady(), { timeout: 25_000, interval: 50 }).toBe(true);
      expect(store.get('com_1', []).version).toBe(0);
      await broker.kill();
      await expect.poll(() => store.isReady(), soon).toBe(false);
      expect(store.get('com_1', []).version).toBe(0);
    } finally {
      await store.close();
      await broker.stop();
    }
  }, 60_000);
});
