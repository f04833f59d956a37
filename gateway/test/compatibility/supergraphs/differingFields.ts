import type { Supergraph } from '../Supergraph.js';

const byId = { __resolveReference: (from: unknown) => from };
const echo = (_: unknown, args: object) => JSON.stringify(args);

/** The same field, not quite the same in two subgraphs. */
export const differingFields: Supergraph = {
  name: 'fields that differ between subgraphs',
  subgraphs: {
    a: {
      sdl: `type Query { t: T viaA: V list(first: Int, x: Int): String @shareable } type T @key(fields: "id") { id: ID! name: String! @shareable any: Any @shareable node: Node @shareable size(unit: String, digits: Int): String @shareable onlyA: Int }
        union Any = P | Q type P { p: Int @shareable } type Q { q: Int } interface Node { n: Int } type P2 implements Node { n: Int @shareable } type V @shareable { w: Int! deep: [Int!]! }`,
      resolvers: {
        Query: {
          t: () => ({ id: '1', name: 'a', any: { __typename: 'P', p: 1 }, node: { __typename: 'P2', n: 2 } }),
          viaA: () => ({ w: 1, deep: [1] }),
          list: echo,
        },
        T: { ...byId, size: echo, onlyA: () => 1 },
      },
    },
    b: {
      sdl: `type Query { u: T viaB: V list(first: Int!): String @shareable } type T @key(fields: "id") { id: ID! name: String @shareable any: P @shareable node: P2 @shareable size(unit: String!): String @shareable onlyB: Int }
        type P { p: Int @shareable } interface Node { n: Int } type P2 implements Node { n: Int @shareable } type V @shareable { w: Int deep: [Int] }`,
      resolvers: {
        Query: {
          u: () => ({ id: '2', name: null, any: { p: 3 }, node: { n: 4 } }),
          viaB: () => ({ w: null, deep: [null] }),
          list: echo,
        },
        T: { ...byId, size: echo, onlyB: () => 2 },
      },
    },
  },
  cases: [
    {
      title: 'non-null in one is nullable for clients',
      query: '{ t { name } u { name } __type(name: "T") { fields { name type { kind name } } } }',
      data: {
        t: { name: 'a' },
        u: { name: null },
        __type: {
          fields: [
            { name: 'id', type: { kind: 'NON_NULL', name: null } },
            { name: 'name', type: { kind: 'SCALAR', name: 'String' } },
            { name: 'any', type: { kind: 'UNION', name: 'Any' } },
            { name: 'node', type: { kind: 'INTERFACE', name: 'Node' } },
            { name: 'size', type: { kind: 'SCALAR', name: 'String' } },
            { name: 'onlyA', type: { kind: 'SCALAR', name: 'Int' } },
            { name: 'onlyB', type: { kind: 'SCALAR', name: 'Int' } },
          ],
        },
      },
    },
    {
      title: 'a union in one, its member in the other',
      query:
        '{ t { any { __typename ... on P { p } ... on Q { q } } } u { any { __typename ... on P { p } } } }',
      data: { t: { any: { __typename: 'P', p: 1 } }, u: { any: { __typename: 'P', p: 3 } } },
    },
    {
      title: 'an interface in one, its implementation in the other',
      query: '{ t { node { n __typename } } u { node { n __typename } } }',
      data: { t: { node: { n: 2, __typename: 'P2' } }, u: { node: { n: 4, __typename: 'P2' } } },
    },
    {
      title: 'lists of different strictness',
      query: '{ viaA { w deep } viaB { w deep } }',
      data: { viaA: { w: 1, deep: [1] }, viaB: { w: null, deep: [null] } },
    },
    {
      title: 'an argument that one requires is required',
      query: '{ t { size } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'an argument that only one has is unknown',
      query: '{ t { size(unit: "m", digits: 2) } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'an argument both have',
      query: 'query ($u: String!) { t { size(unit: $u) onlyB } u { size(unit: "m") onlyA } list(first: 3) }',
      variables: { u: 'cm' },
      data: {
        t: { size: '{"unit":"cm"}', onlyB: 2 },
        u: { size: '{"unit":"m"}', onlyA: 1 },
        list: '{"first":3}',
      },
    },
  ],
};
