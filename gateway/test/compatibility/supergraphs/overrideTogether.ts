import type { Supergraph } from '../Supergraph.js';

const from = (name: string) => ({ __resolveReference: (reference: object) => ({ ...reference, who: name }) });
const who =
  (field: string) =>
  ({ who: name, id }: { who?: string; id: string }) =>
    `${field}${id} of ${name ?? '?'}`;

/** Fields that moved and are keys, requirements, parts of interfaces or were moved twice. */
export const overrideTogether: Supergraph = {
  name: 'fields that have moved and that others rely on',
  subgraphs: {
    a: {
      sdl: `type Query { items: [Item!]! nodes: [Node!]! } interface Node { id: ID! name: String } type Item implements Node @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! name: String price: String stock: String shared: String @shareable }`,
      resolvers: {
        Query: {
          items: () => [{ id: '1', sku: 'k1', who: 'a' }],
          nodes: () => [{ __typename: 'Item', id: '2', sku: 'k2', who: 'a' }],
        },
        Item: {
          ...from('a'),
          name: who('name'),
          price: who('price'),
          stock: who('stock'),
          shared: who('shared'),
        },
      },
    },
    b: {
      sdl: `type Item @key(fields: "id") { id: ID! name: String @override(from: "a") price: String @override(from: "a") label: String @requires(fields: "stock") stock: String @external shared: String @shareable }`,
      resolvers: {
        Item: {
          ...from('b'),
          name: who('name'),
          price: who('price'),
          shared: who('shared'),
          label: ({ stock }: { stock?: string }) => `<${stock}>`,
        },
      },
    },
    c: {
      sdl: `type Item @key(fields: "sku") { sku: ID! stock: String @override(from: "a") tax: String @requires(fields: "price") price: String @external shared: String @shareable @override(from: "a") }`,
      resolvers: {
        Item: {
          __resolveReference: ({ sku, ...rest }: { sku: string }) => ({
            ...rest,
            sku,
            id: `(${sku})`,
            who: 'c',
          }),
          stock: who('stock'),
          shared: who('shared'),
          tax: ({ price }: { price?: string }) => `<${price}>`,
        },
      },
    },
  },
  cases: [
    {
      title: 'as a requirement of the subgraph they came to',
      query: '{ items { tax } }',
      data: { items: [{ tax: '<price1 of b>' }] },
      calls: ['a', 'b', 'c'],
    },
    {
      title: 'as a requirement of another',
      query: '{ items { label } }',
      data: { items: [{ label: '<stock(k1) of c>' }] },
      calls: ['a', 'b', 'c'],
    },
    {
      title: 'as fields of an interface',
      query: '{ nodes { id name } }',
      data: { nodes: [{ id: '2', name: 'name2 of b' }] },
    },
    {
      title: 'each to another subgraph',
      query: '{ items { name stock price } }',
      data: { items: [{ name: 'name1 of b', stock: 'stock(k1) of c', price: 'price1 of b' }] },
      calls: ['a', 'b', 'c'],
    },
    {
      title: 'from one of several that share them',
      query: '{ items { shared price } }',
      data: { items: [{ shared: 'shared1 of b', price: 'price1 of b' }] },
      calls: ['a', 'b'],
    },
  ],
};
