import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const node = (id: string, name: string) => ({
  ...{
    __typename: 'Node',
    id,
    name,
    rank: Number(id),
    pic: ({ size = 1 }: { size?: number }) => `${name}@${size}`,
    size: { id: `s${id}`, name: 'small' },
  },
  near: ({ first = 2 }: { first?: number }): unknown[] => [one, two].slice(0, first),
});
const one = node('1', 'one');
const two = node('2', 'two');

export const aliases: Supergraph = {
  name: 'aliases',
  ...oneWorld(
    {
      a: `type Query { node(id: ID!): Node first: Node } type Node @key(fields: "id") { id: ID! name: String! near(first: Int): [Node!]! size: Size } type Size { id: ID! name: String! }`,
      b: `type Node @key(fields: "id") { id: ID! pic(size: Int = 1): String! rank: Int label: String @requires(fields: "name") name: String! @external }`,
    },
    {
      rows: [one, two],
      resolvers: {
        Query: {
          node: (_: unknown, { id }: { id: string }) => [one, two].find((row) => row.id === id) ?? null,
          first: () => one,
        },
        Node: { label: ({ name }: { name: string }) => `<${name}>` },
      },
    },
  ),
  cases: [
    {
      title: 'of one field with different arguments',
      query: '{ first { s: pic(size: 1) m: pic(size: 2) l: pic(size: 3) pic } }',
      data: { first: { s: 'one@1', m: 'one@2', l: 'one@3', pic: 'one@1' } },
      calls: ['a', 'b'],
    },
    {
      title: 'of one root field with different arguments',
      query: '{ a: node(id: "1") { pic } b: node(id: "2") { pic } c: node(id: "3") { pic } }',
      data: { a: { pic: 'one@1' }, b: { pic: 'two@1' }, c: null },
    },
    {
      title: 'that are the name of another field',
      query: '{ first { name: rank rank: pic pic: name } }',
      data: { first: { name: 1, rank: 'one@1', pic: 'one' } },
    },
    {
      title: 'that are the name of the key',
      query: '{ first { id: pic(size: 4) rank } }',
      data: { first: { id: 'one@4', rank: 1 } },
    },
    {
      title: 'that are the name of the key for an object',
      query: '{ first { id: size { id: name } rank } }',
      data: { first: { id: { id: 'small' }, rank: 1 } },
    },
    {
      title: 'that are the name of a required field',
      query: '{ first { name: id label id: label } }',
      data: { first: { name: '1', label: '<one>', id: '<one>' } },
    },
    {
      title: 'of lists of entities with different arguments and subfields',
      query: '{ first { x: near(first: 1) { pic } near { rank near: name } } }',
      data: {
        first: {
          x: [{ pic: 'one@1' }],
          near: [
            { rank: 1, near: 'one' },
            { rank: 2, near: 'two' },
          ],
        },
      },
    },
    {
      title: 'that repeat themselves down the path',
      query: '{ n: first { n: near { n: near(first: 1) { n: rank } } } }',
      data: { n: { n: [{ n: [{ n: 1 }] }, { n: [{ n: 1 }] }] } },
    },
    {
      title: 'that look like what a planner might invent',
      query: '{ _0: first { _entities: rank __0: name _e0: pic representations: label } }',
      data: { _0: { _entities: 1, __0: 'one', _e0: 'one@1', representations: '<one>' } },
    },
    {
      title: 'of the same alias for the same field in two fragments',
      query:
        '{ first { ...A ...B } } fragment A on Node { p: pic(size: 2) } fragment B on Node { p: pic(size: 2) q: rank }',
      data: { first: { p: 'one@2', q: 1 } },
    },
    {
      title: 'that clash are refused',
      query: '{ first { p: pic(size: 1) p: pic(size: 2) } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'that look like those of the engine',
      query: '{ first { _client_id: name id: pic(size: 2) _client_name: rank name: label } }',
      data: { first: { _client_id: 'one', id: 'one@2', _client_name: 1, name: '<one>' } },
    },
    {
      title: 'that are the name of the type name',
      query: '{ first { __typename: name rank } }',
      data: { first: { __typename: 'one', rank: 1 } },
    },
    {
      title: 'of the root that are the name of the type name',
      query: '{ __typename: first { rank } }',
      data: { __typename: { rank: 1 } },
    },
  ],
};
