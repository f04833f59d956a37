import { readFileSync } from 'node:fs';
import { newId, partsOfRun } from '@ai-collective/contracts';
import { describeAudit, describeDecisions, entityTypesOf } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxBytes } from './onnxBuilder.js';
import { additionItem, TestCompute, type Claims } from './TestCompute.js';

const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

let compute: TestCompute;

beforeAll(async () => {
  compute = await TestCompute.start();
});

afterAll(() => compute.close());

const open = () =>
  Promise.resolve({
    url: compute.parts.server.url,
    community: 'com_one',
    passport: (claims: Claims) => compute.gateway.passport(claims),
    database: compute.database,
  });

describeDecisions({
  sdl,
  open,
  forAnybody: {},
  forWhoeverSignedIn: {},
  fieldsOfObjects: {},
});

describe('an entity of every type', () => {
  const known = new Map<string, string>();

  beforeAll(async () => {
    const { modelId, versionId } = await compute.publish();
    const fleetId = await compute.openFleet();
    const jobId = await compute.submit({ modelVersionId: versionId, fleetId, items: [additionItem] });
    const [task] = await compute.taskMessages(jobId);
    const deviceId = await newSuspendedDevice();
    known.set('Device', deviceId);
    known.set('Model', modelId);
    known.set('ModelVersion', versionId);
    known.set('Fleet', fleetId);
    known.set('Job', jobId);
    known.set('Task', partsOfRun(task?.taskId ?? '').taskId);
  });

  const seenBy = async (claims: Claims, typename: string): Promise<unknown> => {
    const representations = [{ __typename: typename, id: known.get(typename) }];
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
    return (await compute.ask<{ _entities: unknown }>(query, { representations }, claims)).data?._entities;
  };

  it.each(entityTypesOf(sdl))('%s is found by its own community alone', async (typename) => {
    expect(await seenBy({}, typename)).toEqual([{ __typename: typename }]);
    expect(await seenBy({ community: 'com_two', roles: ['OWNER'] }, typename)).toEqual([null]);
    expect(await seenBy({ kind: 'ANONYMOUS', sub: '', community: '', roles: [] }, typename)).toEqual([null]);
    expect(await seenBy({ roles: [] }, typename)).toEqual([null]);
  });
});

async function newSuspendedDevice(): Promise<string> {
  const deviceId = newId('device');
  await compute.database.withTenant('com_one', (em) =>
    em.execute(
      "insert into device_standing (tenant_id, device_id, state, suspended_at) values ('com_one', ?, 'SUSPENDED', now())",
      [deviceId],
    ),
  );
  return deviceId;
}

async function newJob() {
  const [{ versionId }, fleetId] = [await compute.publish(), await compute.openFleet()];
  return { modelVersionId: versionId, fleetId };
}

describeAudit({
  sdl,
  open,
  by: () => ({ roles: ['OWNER'] }),
  examples: {
    createModel: () => ({ variables: { input: { name: 'Sum', slug: 'sum' } } }),
    publishModelVersion: async () => {
      const { modelId } = await compute.publish();
      const artifacts = [{ role: 'model', cid: compute.storage.put('com_one', onnxBytes()) }];
      return { variables: { input: { modelId, runner: 'tensor', artifacts, licence: 'MIT' } } };
    },
    createFleet: () => ({ variables: { input: { name: 'attic' } } }),
    setFleetEnrollment: async () => ({
      variables: { fleetId: await compute.openFleet(), enrollment: { policy: 'CLOSED' } },
    }),
    reinstateDevice: async () => ({
      variables: { deviceId: await newSuspendedDevice(), reason: 'Its memory was replaced.' },
    }),
    setDeviceDraining: async () => ({
      variables: {
        deviceId: await newSuspendedDevice(),
        draining: true,
        reason: 'Its fan is to be cleaned.',
      },
    }),
    setBudget: () => ({ variables: { memberId: newId('person'), monthly: '1000000' } }),
    submitJob: async () => ({ variables: { input: { ...(await newJob()), items: [additionItem] } } }),
    infer: async () => ({
      query: 'mutation ($input: InferInput!) { infer(input: $input, waitMs: 0) { finished } }',
      variables: { input: { ...(await newJob()), ...additionItem } },
    }),
    rotateWebhookSecret: () => ({ variables: {} }),
    exportResults: async () => {
      const jobId = await compute.submit({ ...(await newJob()), items: [additionItem] });
      await compute.get('mutation ($jobId: ID!) { cancelJob(jobId: $jobId) { id } }', { jobId });
      return { variables: { jobId } };
    },
    cancelJob: async () => ({
      variables: { jobId: await compute.submit({ ...(await newJob()), items: [additionItem] }) },
    }),
  },
});
