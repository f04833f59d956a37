import type { FetchNode, PlanNode } from '@graphql-hive/router-query-planner';
import { expect, it } from 'vitest';
import { joinParts } from '../../../../src/engine/plan/apart/joinParts.js';
import { offers } from './offers.js';

const keys = new Map([
  ['_0', 'offers'],
  ['_1', 'offers'],
]);

function joined(node: PlanNode): PlanNode | null | undefined {
  return joinParts({ kind: 'QueryPlan', node }, keys, offers).node;
}

const fetch: FetchNode = { kind: 'Fetch', serviceName: 'prices', operation: '{_0:offers{id}_1:offers{x}}' };
const whole = '{offers{id x}}';

it('the parts of a plan are joined wherever there are queries', () => {
  const nodes: PlanNode[] = [fetch, { kind: 'Flatten', path: [{ Field: '_1' }, '@'], node: fetch }];
  expect(joined({ kind: 'Sequence', nodes: [{ kind: 'Parallel', nodes }, fetch] })).toEqual({
    kind: 'Sequence',
    nodes: [
      {
        kind: 'Parallel',
        nodes: [
          { ...fetch, operation: whole },
          { kind: 'Flatten', path: [{ Field: 'offers' }, '@'], node: { ...fetch, operation: whole } },
        ],
      },
      { ...fetch, operation: whole },
    ],
  });
  expect(joined({ kind: 'Subscription', primary: fetch })).toMatchObject({
    primary: { operation: whole },
  });
});

it('renamings of the planner follow, and come before those of the parts', () => {
  const planned = { KeyRenamer: { path: [{ Key: '_0' }, { Key: 'y' }], renameKeyTo: '_1' } };
  const set = { ValueSetter: { path: [{ Key: '_1' }], setValueTo: 'T' } };
  const operation = '{_0:offers{__typename ...on Part{price}}_1:offers{__typename ...on Service{price}}}';
  const path = [{ Key: 'offers' }, { TypenameEquals: ['Service'] }, { Key: '_shape_0_price' }];
  expect(joined({ ...fetch, operation, outputRewrites: [planned, set] })).toMatchObject({
    outputRewrites: [
      { KeyRenamer: { path: [{ Key: 'offers' }, { Key: 'y' }], renameKeyTo: 'offers' } },
      { ValueSetter: { path: [{ Key: 'offers' }], setValueTo: 'T' } },
      { KeyRenamer: { path, renameKeyTo: 'price' } },
    ],
  });
});

it('entities of several paths in one call have renamings of their own', () => {
  const entry = (alias: string) => ({
    alias,
    representationsVariableName: alias,
    paths: [[{ Field: '_0' }, '@' as const]],
    requires: [],
  });
  const best = '...on Shop{_0:best{...on Part{price}}_1:best{...on Service{price}}}';
  const operation = `query($a:[_Any!]!,$b:[_Any!]!){a:_entities(representations:$a){...on Shop{id}} b:_entities(representations:$b){${best}}}`;
  const node = joined({
    kind: 'BatchFetch',
    serviceName: 'prices',
    operation,
    entityBatch: { aliases: [entry('a'), entry('b')] },
  });
  const path = [{ Key: 'offers' }, { TypenameEquals: ['Service'] }, { Key: '_shape_0_price' }];
  const paths = [[{ Field: 'offers' }, '@']];
  expect(node).toMatchObject({
    entityBatch: {
      aliases: [
        { ...entry('a'), paths },
        { ...entry('b'), paths, outputRewrites: [{ KeyRenamer: { path, renameKeyTo: 'price' } }] },
      ],
    },
  });
});
