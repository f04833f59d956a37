import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/engine/jsonObject.js';
import { costLink, engineOf, estimating, link } from './costSupergraph.js';

const sdl = `${costLink}
  type Query {
    hello: String
    me: User
    users: [User!]
    node: Node
    nodes: [Node!] @listSize(assumedSize: 4)
    thing: Thing
    page(first: Int = 4): Connection @listSize(slicingArguments: ["first"], sizedFields: ["edges"])
    some(first: Int, last: Int): [User] @listSize(slicingArguments: ["first", "last"])
    any(first: Int, last: Int): [User] @listSize(assumedSize: 7, slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
    paged(page: Page): [User]
    grid: [[User!]!] @listSize(assumedSize: 3)
    priced(a: Int @cost(weight: 5), by: Search, tags: [String] @cost(weight: 2)): Int @cost(weight: 11)
    discounted(filter: String @cost(weight: -4)): User @cost(weight: 3)
    levels: [Level!] @listSize(assumedSize: 2)
  }
  type Mutation { rename(name: String): User }
  type Subscription { arrivals: User }
  type User @key(fields: "id") { id: ID! name: String friends: [User!] best: User level: Level token: Token tags: [String!] }
  type Robot implements Node @cost(weight: 20) { id: ID! owner: User parts: [User!] @listSize(assumedSize: 5) }
  type Rock implements Node { id: ID! weight: Int @cost(weight: 50) }
  interface Node { id: ID! }
  union Thing = Robot | Rock
  type Connection { edges: [Edge!] other: [Edge!] total: Int }
  type Edge { node: User }
  enum Level @cost(weight: 3) { LOW HIGH }
  scalar Token @cost(weight: 6)
  input Page { first: Int = 6 after: String }
  input Search { name: String @cost(weight: 7) level: Level and: [Search!] }`;

const engine = engineOf(sdl);
// The composition in use takes no paths as slicing arguments; supergraphs of other compositions have them.
const withPath = engine.supergraph.replace(
  'paged(page: Page): [User]',
  '$& @listSize(slicingArguments: ["page.first"])',
);
const estimate = estimating(engine, withPath);
const plain = estimating(
  engineOf(`${link()} type Query { a: Int me: User users: [User] } type User { id: ID! users: [User] }`),
);

function costOf(query: string, variables: JsonObject = {}, listSize = 10): number | string {
  const found = estimate(query, variables, listSize);
  return found.ok ? found.estimated : found.problem;
}

describe('the static cost of an operation', () => {
  it.each([
    ['leaves are free', '{ hello __typename }', 0],
    ['an object is 1', '{ me { id } }', 1],
    ['objects add up', '{ me { best { id } } }', 2],
    ['a list is as long as nothing is known of', '{ users { id } }', 10],
    ['lists multiply', '{ users { friends { id } } }', 10 + 100],
    ['a list of free leaves is free', '{ me { tags } }', 1],
    ['mutations have a price of their own', 'mutation { rename(name: "x") { id } }', 11],
    ['subscriptions have none', 'subscription { arrivals { id } }', 1],
    ['weights of enums and scalars', '{ me { level token } }', 1 + 3 + 6],
    ['weights of enums in lists', '{ levels }', 6],
    ['the weight of a field comes before that of its type', '{ priced }', 11],
    ['the weight of an object', '{ thing { ... on Robot { id } } }', 20],
    ['an interface is its most expensive type', '{ node { id } }', 20],
    ['with what is selected of each', '{ node { id ... on Rock { weight } } }', 51],
    [
      'fields of other types do not add up',
      '{ node { ... on Rock { weight } ... on Robot { owner { id } } } }',
      51,
    ],
    ['in lists, too', '{ nodes { ... on Robot { parts { id } } } }', 4 * (20 + 5)],
    ['lists in lists', '{ grid { id } }', 3 * 10],
    ['introspection is free', '{ __schema { types { name } } }', 0],
  ])('%s: %s', (_, query, cost) => {
    expect(costOf(query)).toBe(cost);
  });

  it.each([
    ['an argument', '{ priced(a: 1) }', 11 + 5],
    ['null is free', '{ priced(a: null) }', 11],
    ['an input object is 1 and its fields', '{ priced(by: { name: "x" }) }', 11 + 1 + 7],
    ['enums in input', '{ priced(by: { level: LOW }) }', 11 + 1 + 3],
    ['input objects within', '{ priced(by: { and: [{ name: "x" }, {}] }) }', 11 + 1 + 8 + 1],
    ['a list the weight once and for each item', '{ priced(tags: ["a", "b"]) }', 11 + 2 + 4],
    ['what is negative makes cheaper', '{ discounted(filter: "x") { id } }', 0],
    ['but never less than nothing', '{ me { id } discounted(filter: "x") { id } }', 1],
  ])('arguments: %s: %s', (_, query, cost) => {
    expect(costOf(query)).toBe(cost);
  });

  it('counts arguments in variables like those written out', () => {
    const query =
      'query ($by: Search, $a: Int, $tags: [String], $name: String) { priced(by: $by, a: $a, tags: $tags) again: priced(by: { name: $name }) }';
    const and = [{ name: 'x' }, {}];
    expect(costOf(query, { by: { and }, tags: ['a', 'b'] })).toBe(11 + (1 + 8 + 1) + (2 + 4) + 11 + 1);
    expect(costOf(query, { a: 1, name: 'x' })).toBe(11 + 5 + 11 + 1 + 7);
  });

  const sized: readonly (readonly [string, string, JsonObject, number])[] = [
    ['the default of the argument', '{ page { edges { node { id } } } }', {}, 1 + 4 * 2],
    ['the argument', '{ page(first: 2) { edges { node { id } } } }', {}, 1 + 2 * 2],
    ['only the fields it sizes', '{ page(first: 2) { other { node { id } } } }', {}, 1 + 10 * 2],
    [
      'through fragments',
      '{ page(first: 2) { ...F } } fragment F on Connection { ... { all: edges { node { id } } } }',
      {},
      1 + 2 * 2,
    ],
    ['a variable', 'query ($n: Int!) { some(first: $n) { id } }', { n: 8 }, 8],
    ['a variable with a default', 'query ($n: Int = 3) { some(last: $n) { id } }', {}, 3],
    ['none is less than nothing', 'query ($n: Int!) { some(first: $n) { id } }', { n: -8 }, 0],
    ['the greatest', '{ any(first: 2, last: 5) { id } }', {}, 5],
    ['the assumed size', '{ any { id } }', {}, 7],
    ['a path', '{ paged(page: { first: 9 }) { id } }', {}, 9],
    ['a path in a variable', 'query ($p: Page) { paged(page: $p) { id } }', { p: { first: 2 } }, 1 + 2],
    ['the default at a path', '{ paged(page: {}) { id } }', {}, 6],
  ];

  it.each(sized.map(([by, query, variables, cost]) => ({ by, query, variables, cost })))(
    'sizes lists by $by: $query',
    ({ query, variables, cost }) => {
      const inputs = query.includes('page: {') ? 1 : 0;
      expect(costOf(query, variables)).toBe(cost + inputs);
    },
  );

  it.each([
    ['none', '{ some { id } }', {}],
    ['two', '{ some(first: 1, last: 1) { id } }', {}],
    ['null', '{ some(first: null) { id } }', {}],
    ['a variable left out', 'query ($n: Int) { some(first: $n) { id } }', {}],
    ['a path left out', '{ paged { id } }', {}],
  ])('refuses lists that need one slicing argument and have %s', (_, query, variables) => {
    expect(costOf(query, variables)).toMatch(/^The field Query\.(some|paged) needs exactly one/);
  });

  it('counts what responses merge once', () => {
    expect(costOf('{ me { id } me { best { id } } ... on Query { me { best { name } } } }')).toBe(2);
    expect(costOf('{ me { ...F ...F } } fragment F on User { best { id } }')).toBe(2);
    expect(costOf('{ me { ...F best { ...F } } } fragment F on User { best { id } }')).toBe(3);
  });

  it('leaves out what @skip and @include leave out', () => {
    const query = 'query ($yes: Boolean!) { me @include(if: $yes) { id } users @skip(if: $yes) { id } }';
    expect(costOf(query, { yes: true })).toBe(1);
    expect(costOf(query, { yes: false })).toBe(10);
    expect(costOf(query, { yes: true })).toBe(1);
    expect(costOf('{ ... @skip(if: true) { users { id } } }')).toBe(0);
  });

  it('follows the default length of lists, which may change', () => {
    expect([1, 10, 1_000].map((size) => costOf('{ users { friends { id } } }', {}, size))).toEqual([
      2, 110, 1_001_000,
    ]);
  });

  it('counts without any directive, too', () => {
    expect(plain('{ me { id } users { users { id } } }', {}, 5)).toMatchObject({ estimated: 1 + 5 + 25 });
  });

  it('remembers no more than a few variants of an operation', () => {
    for (let size = 1; size < 40; size++) expect(costOf('{ users { id } }', {}, size)).toBe(size);
  });
});
