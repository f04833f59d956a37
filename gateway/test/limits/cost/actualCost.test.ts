import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/engine/jsonObject.js';
import { costLink, engineOf, estimating } from './costSupergraph.js';

const estimate = estimating(
  engineOf(`${costLink}
  type Query { users(first: Int @cost(weight: 4)): [User] @listSize(slicingArguments: ["first"]) node: Node nodes: [Node] names: [String] @cost(weight: 2) dear: String @cost(weight: 9) }
  type Mutation { rename: User }
  type User @key(fields: "id") { id: ID! name: String @cost(weight: 3) best: User }
  type Robot implements Node @cost(weight: 20) { id: ID! owner: User }
  type Rock implements Node { id: ID! size: Int @cost(weight: 50) }
  interface Node { id: ID! }`),
);

function actual(query: string, data: JsonObject | null, variables: JsonObject = {}): number {
  const found = estimate(query, variables);
  if (!found.ok) throw new Error(found.problem);
  return found.actual(data);
}

describe('the actual cost of a response', () => {
  const cases: readonly (readonly [string, string, JsonObject | null, number])[] = [
    [
      'counts the items that came, and arguments once',
      '{ users(first: 99) { id } }',
      { users: [{ id: 1 }, { id: 2 }] },
      4 + 2,
    ],
    [
      'counts only arguments of a list that is null',
      '{ users(first: 9) { id } names }',
      { users: null, names: null },
      4,
    ],
    ['counts arguments of an empty list', '{ users(first: 99) { id } }', { users: [] }, 4],
    [
      'counts no objects that are null',
      '{ users(first: 9) { id best { id } } }',
      { users: [null, { id: 1, best: null }] },
      4 + 1,
    ],
    ['counts weights of leaves, also of null', '{ dear names }', { dear: null, names: ['a', 'b'] }, 9 + 4],
    ['counts by response keys', '{ a: dear b: dear }', { a: 'x', b: 'y' }, 18],
    ['counts the mutation', 'mutation { rename { name } }', { rename: { name: 'x' } }, 10 + 1 + 3],
    ['counts nothing below data that is null', '{ dear }', null, 0],
    [
      'takes the type that the response tells',
      '{ node { __typename ... on Rock { size } } }',
      { node: { __typename: 'Robot' } },
      20,
    ],
    [
      'takes it from an alias',
      '{ node { kind: __typename id ... on Rock { size } } }',
      { node: { kind: 'Rock', id: 1, size: 2 } },
      51,
    ],
    [
      'takes the type that fits the fields',
      '{ node { id ... on Rock { size } } }',
      { node: { id: 1, size: 1 } },
      51,
    ],
    ['takes the dearest that fits otherwise', '{ nodes { id } }', { nodes: [{ id: 1 }, { id: 2 }] }, 40],
  ];

  it.each(cases.map(([title, query, data, cost]) => ({ title, query, data, cost })))(
    '$title',
    ({ query, data, cost }) => {
      expect(actual(query, data)).toBe(cost);
    },
  );

  it('reads names like those of prototypes as names', () => {
    expect(actual('{ constructor: dear toString: node { id } }', {})).toBe(9);
  });

  it('follows the variables of the same request', () => {
    const query = 'query ($n: Int, $all: Boolean!) { users(first: $n) { id } dear @include(if: $all) }';
    expect(actual(query, { users: [{ id: 1 }] }, { n: 3, all: false })).toBe(5);
    expect(actual(query, { users: [{ id: 1 }], dear: 'x' }, { n: 3, all: true })).toBe(14);
  });
});
