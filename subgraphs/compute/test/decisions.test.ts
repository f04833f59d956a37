import { readFileSync } from 'node:fs';
import { describeDecisions, entityTypesOf } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { additionItem, TestCompute, type Claims } from './TestCompute.js';

const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

let compute: TestCompute;

beforeAll(async () => {
  compute = await TestCompute.start();
});

afterAll(() => compute.close());

describeDecisions({
  sdl,
  open: () =>
    Promise.resolve({
      url: compute.parts.server.url,
      community: 'com_one',
      passport: (claims) => compute.gateway.passport(claims),
      database: compute.database,
    }),
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
    known.set('Model', modelId);
    known.set('ModelVersion', versionId);
    known.set('Fleet', fleetId);
    known.set('Job', jobId);
    known.set('Task', task?.taskId ?? '');
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
