import { describe, expect, it } from 'vitest';
import { AwaitedObjects } from '../../../src/engine/execution/AwaitedObjects.js';
import { collectEntities } from '../../../src/engine/execution/collectEntities.js';
import { ErrorCollector } from '../../../src/engine/execution/ErrorCollector.js';
import type { Execution } from '../../../src/engine/execution/Execution.js';
import type { JsonObject } from '../../../src/engine/jsonObject.js';
import { Projection } from '../../../src/engine/plan/Projection.js';
import type { EntityGroup } from '../../../src/engine/plan/Step.js';
import { readSupergraph } from '../../../src/engine/supergraph/readSupergraph.js';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';
import { composeSubgraphs } from '../testSupergraph.js';

const supergraph = readSupergraph(
  composeSubgraphs({ a: { sdl: 'type Query { p: P } type P @key(fields: "id") { id: ID! }' } }),
);
const person = (): JsonObject => ({ __typename: 'P', id: '1' });

/** Collects the entities at `first` and `second`, which say the same, while calls under way await some of them. */
function collect(awaitedOf: (data: JsonObject) => readonly unknown[]) {
  const data: JsonObject = { first: person(), second: person() };
  const before = { ...data };
  const awaited = new AwaitedObjects();
  awaited.await(awaitedOf(data) as object[]);
  const execution = {
    ...{ supergraph, data, awaited, shared: new Set<object>(), errors: new ErrorCollector(10, []) },
    ...{ inputs: {}, variables: {}, context: undefined, cancellation: new Cancellation() },
  } as unknown as Execution<undefined>;
  const selections = ['__typename', 'id'].map((name) => ({ kind: 'Field', name }) as const);
  const requires = [{ kind: 'InlineFragment', typeCondition: 'P', selections } as const];
  const group = {
    ...{ alias: '_entities', variable: 'representations', outputRewrites: [], keys: new Set() },
    paths: ['first', 'second'].map((key) => [{ kind: 'member', key }]),
    projection: new Projection(requires, [], supergraph.membership),
  } as unknown as EntityGroup;
  return { data, before, request: collectEntities(execution, group) };
}

describe('entities that say the same', () => {
  it('become one object', () => {
    const { data, before, request } = collect(() => []);
    expect(data.second).toBe(before.first);
    expect(request.objects).toEqual([[before.first]]);
  });

  it('stay where they are while a call under way will complete them', () => {
    const { data, before, request } = collect(({ second }) => [second]);
    expect(data.first).toBe(before.first);
    expect(data.second).toBe(before.second);
    expect(data.second).not.toBe(data.first);
    expect(request.objects[0]).toHaveLength(2);
    expect(request.representations).toHaveLength(1);
  });
});
