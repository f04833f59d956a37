import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const node = (n: number): Row => ({
  __typename: 'Node',
  id: `${n}`,
  even: n % 2 === 0,
  square: n * n,
  get twin() {
    return n === 0 ? null : nodes[n - (n % 10)];
  },
});
const nodes: Row[] = Array.from({ length: 1_000 }, (_, n) => node(n));

export const manyEntities: Supergraph = {
  name: 'many entities',
  ...oneWorld(
    {
      a: `type Query { nodes(first: Int!): [Node]! same(times: Int!): [Node!]! } type Node @key(fields: "id") { id: ID! twin: Node }`,
      b: `type Node @key(fields: "id") { id: ID! square: Int! even: Boolean }`,
    },
    {
      rows: nodes,
      resolvers: {
        Query: {
          nodes: (_: unknown, { first }: { first: number }) => nodes.slice(0, first),
          same: (_: unknown, { times }: { times: number }) => Array.from({ length: times }, () => nodes[7]),
        },
      },
    },
  ),
  cases: [
    {
      title: 'in one list',
      query: '{ nodes(first: 1000) { square } }',
      data: { nodes: nodes.map(({ square }) => ({ square })) },
      calls: ['a', 'b'],
    },
    {
      title: 'the same one over and over',
      query: '{ same(times: 1000) { square id } }',
      data: { same: nodes.map(() => ({ square: 49, id: '7' })) },
      calls: ['a', 'b'],
    },
    {
      title: 'with others behind them, mostly the same',
      query: '{ nodes(first: 30) { even twin { id square } } }',
      data: {
        nodes: nodes.slice(0, 30).map((_, n) => ({
          even: n % 2 === 0,
          twin: n === 0 ? null : { id: `${n - (n % 10)}`, square: (n - (n % 10)) ** 2 },
        })),
      },
    },
    {
      title: 'of which none is',
      query: '{ nodes(first: 0) { square twin { even } } }',
      data: { nodes: [] },
      calls: ['a'],
    },
    {
      title: 'that fail together',
      query: '{ nodes(first: 3) { even id } }',
      intercept: { b: () => Promise.reject(new Error('away')) },
      data: {
        nodes: [
          { even: null, id: '0' },
          { even: null, id: '1' },
          { even: null, id: '2' },
        ],
      },
      errors: [
        'nodes.0.even SUBGRAPH_UNREACHABLE',
        'nodes.1.even SUBGRAPH_UNREACHABLE',
        'nodes.2.even SUBGRAPH_UNREACHABLE',
      ],
    },
  ],
};
