import type { FetchNode, FlattenNode, PlanNode } from '@graphql-hive/router-query-planner';
import { describe, expect, it } from 'vitest';
import { batchTogether } from '../../../../src/engine/plan/staging/batchTogether.js';

function entityCall(serviceName: string, at: string, parts: Partial<FetchNode> = {}): FlattenNode {
  const node: FetchNode = {
    kind: 'Fetch',
    serviceName,
    operationKind: 'query',
    operation: `query($representations:[_Any!]!){_entities(representations:$representations){...on T{${at}}}}`,
    requires: [{ kind: 'InlineFragment', typeCondition: 'T', selections: [{ kind: 'Field', name: 'id' }] }],
    ...parts,
  };
  return { kind: 'Flatten', path: [{ Field: at }], node };
}

const withVariable = (name: string) => ({
  operation: `query($representations:[_Any!]!,$${name}:Int,$n:Int){_entities(representations:$representations){...on T{f(x:$${name},n:$n)}}}`,
  variableUsages: [name, 'n'],
});

describe('calls for entities', () => {
  it('to different subgraphs, and a single one, stay as they are', () => {
    const calls = [entityCall('x', 'a'), entityCall('y', 'b')];
    expect(batchTogether(calls)).toEqual(calls);
  });

  it('to one subgraph become one, with an alias and representations for each', () => {
    const [a, b] = [entityCall('x', 'a'), entityCall('x', 'b')];
    const { requires } = a.node as FetchNode;
    expect(batchTogether([a, entityCall('y', 'c'), b])).toEqual([
      {
        kind: 'BatchFetch',
        serviceName: 'x',
        operationKind: 'query',
        operation:
          'query($__batch_reps_0:[_Any!]!$__batch_reps_1:[_Any!]!){_e0:_entities(representations:$__batch_reps_0){...on T{a}}_e1:_entities(representations:$__batch_reps_1){...on T{b}}}',
        entityBatch: {
          aliases: [
            {
              alias: '_e0',
              representationsVariableName: '__batch_reps_0',
              paths: [[{ Field: 'a' }]],
              requires,
            },
            {
              alias: '_e1',
              representationsVariableName: '__batch_reps_1',
              paths: [[{ Field: 'b' }]],
              requires,
            },
          ],
        },
      },
      entityCall('y', 'c'),
    ]);
  });

  it('keep what is rewritten of each', () => {
    const inputRewrites = [{ kind: 'ValueSetter', path: [], setValueTo: 'T' }] as unknown as NonNullable<
      FetchNode['inputRewrites']
    >;
    const outputRewrites = [{ kind: 'KeyRenamer', path: [], renameKeyTo: 'b' }] as unknown as NonNullable<
      FetchNode['outputRewrites']
    >;
    const [batch] = batchTogether([
      entityCall('x', 'a', { inputRewrites }),
      entityCall('x', 'b', { outputRewrites }),
    ]);
    const aliases = batch?.kind === 'BatchFetch' ? batch.entityBatch.aliases : [];
    expect(aliases.map((alias) => [alias.inputRewrites, alias.outputRewrites])).toEqual([
      [inputRewrites, undefined],
      [undefined, outputRewrites],
    ]);
  });

  it('define and name each variable of the client once', () => {
    const [batch] = batchTogether([
      entityCall('x', 'a', withVariable('v')),
      entityCall('x', 'b', withVariable('w')),
      entityCall('x', 'c'),
    ]);
    if (batch?.kind !== 'BatchFetch') throw new Error('no batch');
    expect(batch.variableUsages).toEqual(['v', 'n', 'w']);
    const definitions = batch.operation.slice('query('.length, batch.operation.indexOf(')'));
    expect(definitions.split('$').slice(1)).toEqual([
      ...['__batch_reps_0:[_Any!]!', 'v:Int', 'n:Int'],
      ...['__batch_reps_1:[_Any!]!', 'w:Int', '__batch_reps_2:[_Any!]!'],
    ]);
    expect(batch.operation).toContain('f(x:$w n:$n)');
  });

  it('are told from other calls, which come after them', () => {
    const root: PlanNode = { kind: 'Fetch', serviceName: 'x', operationKind: 'query', operation: '{ a }' };
    const without = entityCall('x', 'a');
    const flattened: PlanNode = { ...without, node: root };
    const spreading = entityCall('x', 'b', { operation: '{ ...F } fragment F on Query { a }' });
    const entity = entityCall('x', 'c');
    expect(batchTogether([root, flattened, spreading, entity])).toEqual([entity, root, flattened, spreading]);
    expect(batchTogether([])).toEqual([]);
  });
});
