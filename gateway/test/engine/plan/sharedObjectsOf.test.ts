import type { PlanNode } from '@graphql-hive/router-query-planner';
import { expect, it } from 'vitest';
import { sharedObjectsOf } from '../../../src/engine/plan/sharedObjectsOf.js';

const fetch = (operation: string): PlanNode => ({ kind: 'Fetch', serviceName: 'a', operation });

it('objects that several calls ask for are found, wherever they are', () => {
  const nodes: PlanNode[] = [
    fetch('{shop{id best{price} x:size{w}}}'),
    {
      kind: 'Flatten',
      path: [{ Field: 'shop' }],
      node: fetch('{_entities{...on Shop{best{weight} size{h} id}}}'),
    },
    fetch('{size{w}}'),
  ];
  expect(sharedObjectsOf({ kind: 'Sequence', nodes })).toEqual(new Set(['best', 'size']));
});

it('one call shares nothing with itself', () => {
  expect(sharedObjectsOf(fetch('{a{b{c}} b{a{c}}}'))).toEqual(new Set());
});
