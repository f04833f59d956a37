import type { FetchNode, QueryPlan } from '@graphql-hive/router-query-planner';
import { expect, it } from 'vitest';
import { mapOperations } from '../../../src/engine/plan/mapOperations.js';

const fetch = (operation: string): FetchNode => ({ kind: 'Fetch', serviceName: 'a', operation });

it('every query of a plan is changed, and nothing else', () => {
  const plan = (change: (query: string) => string): QueryPlan => ({
    kind: 'QueryPlan',
    node: {
      kind: 'Sequence',
      nodes: [
        { kind: 'Subscription', primary: fetch(change('1')) },
        {
          kind: 'Parallel',
          nodes: [
            { kind: 'Flatten', path: ['@'], node: fetch(change('2')) },
            { kind: 'BatchFetch', serviceName: 'b', operation: change('3'), entityBatch: { aliases: [] } },
          ],
        },
      ],
    },
  });
  expect(
    mapOperations(
      plan((query) => query),
      (query) => `${query}!`,
    ),
  ).toEqual(plan((query) => `${query}!`));
  expect(mapOperations({ kind: 'QueryPlan' }, () => 'x')).toEqual({ kind: 'QueryPlan' });
});
