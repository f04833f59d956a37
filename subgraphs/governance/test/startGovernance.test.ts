import { auditRecordSchema, newId, topics, type AuditRecord } from '@ai-collective/contracts';
import {
  createProducer,
  startPolicyStore,
  type HttpServer,
  type KafkaProducer,
  type PolicyStore,
} from '@ai-collective/platform';
import {
  createTestDatabase,
  createTestGateway,
  startTestBroker,
  type TestBroker,
  type TestDatabase,
  type TestGateway,
} from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GovernanceConfig } from '../src/config.js';
import { startGovernance } from '../src/startGovernance.js';
import { auditRecord, silentLogger as log } from './startTestGovernance.js';

const soon = { timeout: 30_000, interval: 50 };

describe('startGovernance', { timeout: 90_000 }, () => {
  let server: TestDatabase;
  let broker: TestBroker;
  let gateway: TestGateway;
  let config: GovernanceConfig;
  let governance: HttpServer;
  let producer: KafkaProducer;
  let store: PolicyStore;

  beforeAll(async () => {
    [server, broker, gateway] = await Promise.all([
      createTestDatabase(),
      startTestBroker(),
      createTestGateway('governance'),
    ]);
    config = {
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      DATABASE_URL: server.serviceUrl('governance'),
      DATABASE_OWNER_URL: server.ownerUrl,
      DATABASE_POOL: 10,
      KAFKA_BROKERS: broker.brokers,
      PASSPORT_JWKS: gateway.jwks,
      OUTBOX_RETENTION_MINUTES: 60,
      OUTBOX_WINDOW: 5_000,
      CHECKPOINT_KEY: Buffer.alloc(32, 7).toString('base64url'),
      CHECKPOINT_NAME: 'test.example',
    };
    governance = await startGovernance(config, log);
    producer = await createProducer({ brokers: broker.brokers, clientId: 'test', log });
    store = await startPolicyStore({ brokers: broker.brokers, service: 'test', log });
    await vi.waitUntil(async () => (await ready()) === 200 && store.isReady(), soon);
  });

  afterAll(async () => {
    await store.close();
    await producer.close();
    await governance.close();
    await broker.stop();
    await server.drop();
  });

  const ready = async (): Promise<number> => (await fetch(`${governance.url}/readyz`)).status;
  const ask = async (community: string, query: string) => {
    const { data, errors } = await gateway.ask({
      url: governance.url,
      query,
      as: { community, roles: ['OWNER'] },
    });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data ?? {};
  };
  const setMaxItems = (community: string, baseVersion: number, value: number) =>
    ask(
      community,
      `mutation { setPolicyParameters(input: { baseVersion: ${String(baseVersion)},
         changes: [{ name: "jobs.maxItems", value: ${String(value)} }] }) { version } }`,
    );
  const logOf = async (community: string): Promise<readonly AuditRecord[]> => {
    const { auditRecords } = (await ask(community, '{ auditRecords { edges { node { body } } } }')) as {
      auditRecords: { edges: readonly { node: { body: string } }[] };
    };
    return auditRecords.edges.map(({ node }) => auditRecordSchema.parse(JSON.parse(node.body))).reverse();
  };
  const send = (community: string, ...values: readonly unknown[]) =>
    producer.send(
      values.map((value) => ({
        topic: topics.audit,
        key: community,
        value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
      })),
    );

  it('appends what is audited once, though it is delivered twice, and skips what is no record', async () => {
    const community = newId('community');
    const [one, two] = ['evt_1', 'evt_2'].map((id) => auditRecord(id, { communityId: community }));
    await send(community, one, 'no record', { id: 'evt_x', action: '\u0000' }, one);
    await send(community, one, two);
    await expect.poll(() => logOf(community), soon).toEqual([one, two]);
    expect(await ask(community, '{ auditVerdict { intact records } }')).toEqual({
      auditVerdict: { intact: true, records: 2 },
    });
  });

  it('brings its own changes into the log', async () => {
    const community = newId('community');
    await setMaxItems(community, 0, 7);
    await expect
      .poll(async () => (await logOf(community)).map(({ action, outcome }) => [action, outcome]), soon)
      .toEqual([['policies:manage', 'ALLOWED']]);
  });

  it('brings a policy that is set to every service within two seconds', async () => {
    const community = newId('community');
    await setMaxItems(community, 0, 7);
    const begun = performance.now();
    await expect.poll(() => store.get(community, []).version, soon).toBe(1);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(store.get(community, []).parameters['jobs.maxItems']).toBe(7);
  });

  it('publishes again what a broker lost that was killed, and appends no record twice', async () => {
    const community = newId('community');
    await setMaxItems(community, 0, 7);
    await expect.poll(async () => (await logOf(community)).length, soon).toBe(1);
    await broker.kill();
    await setMaxItems(community, 1, 8);
    await broker.restart();
    await expect.poll(() => store.get(community, []).version, soon).toBe(2);
    const late = await startPolicyStore({ brokers: broker.brokers, service: 'late', log });
    try {
      await expect.poll(() => late.get(community, []).parameters['jobs.maxItems'], soon).toBe(8);
    } finally {
      await late.close();
    }
    await expect
      .poll(async () => (await logOf(community)).map(({ resource }) => resource.id), soon)
      .toEqual(['1', '2']);
    expect(await ask(community, '{ auditVerdict { intact records } }')).toEqual({
      auditVerdict: { intact: true, records: 2 },
    });
    await expect.poll(ready, soon).toBe(200);
  });

  it('starts again over its data, beside one that still runs', async () => {
    const community = newId('community');
    await setMaxItems(community, 0, 9);
    const second = await startGovernance(config, log);
    try {
      const answer = await gateway.ask({
        url: second.url,
        query: '{ policy { version } }',
        as: { community, roles: ['MEMBER'] },
      });
      expect(answer).toEqual({ data: { policy: { version: 1 } } });
    } finally {
      await second.close();
    }
  });

  it('does not start on a port that is taken', async () => {
    await expect(startGovernance({ ...config, PORT: governance.port }, log)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
    });
  });
});
