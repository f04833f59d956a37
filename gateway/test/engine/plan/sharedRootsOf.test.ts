import type { FetchNode, PlanNode } from '@graphql-hive/router-query-planner';
import { describe, expect, it } from 'vitest';
import { sharedRootsOf } from '../../../src/engine/plan/sharedRootsOf.js';

const fetch = (operation: string): FetchNode => ({
  kind: 'Fetch',
  serviceName: 'x',
  operationKind: 'query',
  operation,
});
const entities = (operation: string): PlanNode => ({
  kind: 'Flatten',
  path: [{ Field: 'a' }],
  node: { ...fetch(operation), requires: [{ kind: 'Field', name: 'id' }] },
});
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });

describe('root fields that several calls bring', () => {
  it.each<[string, PlanNode, readonly string[]]>([
    ['none of one call', fetch('{ a { x } a { y } }'), []],
    ['none of calls for different fields', parallel(fetch('{ a { x } }'), fetch('{ b { x } }')), []],
    ['those in both', parallel(fetch('{ a { x } b { x } }'), fetch('{ c { x } a { y } }')), ['a']],
    [
      'those in calls one after another',
      sequence(fetch('{ a { x } }'), parallel(fetch('{ a { y } }'))),
      ['a'],
    ],
    ['by the key of the response', parallel(fetch('{ a: x { i } }'), fetch('{ a: y { i } x { i } }')), ['a']],
    [
      'in fragments, too',
      parallel(fetch('{ ... { a { x } } }'), fetch('{ ...F } fragment F on Query { a { y } }')),
      ['a'],
    ],
    ['not where one call names it twice', parallel(fetch('{ a { x } a { y } }'), fetch('{ b }')), []],
    [
      'not what calls for entities bring',
      sequence(fetch('{ a { x } }'), entities('{ a }'), entities('{ a }')),
      [],
    ],
    [
      'those of a subscription and what follows',
      sequence({ kind: 'Subscription', primary: fetch('subscription { a { x } }') }, fetch('{ a { y } }')),
      ['a'],
    ],
  ])('are %s', (_title, node, keys) => {
    expect([...sharedRootsOf(node)]).toEqual(keys);
  });

  it('are none of a call that requires something itself', () => {
    const requiring: FetchNode = { ...fetch('{ a { y } }'), requires: [{ kind: 'Field', name: 'id' }] };
    expect([...sharedRootsOf(parallel(fetch('{ a { x } }'), requiring))]).toEqual([]);
  });
});
