import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

interface Line {
  readonly sku: string;
  readonly count: number | null;
}

const cart = (id: string, lines: readonly (Line | null)[] | null, grid: readonly (readonly number[])[]) => ({
  ...{
    __typename: 'Cart',
    id,
    lines,
    grid,
    tags: lines === null ? null : ['x', 'y'],
    watchers: [{ __typename: 'Person', id: `p${id}`, name: `P${id}` }],
  },
  get pieces(): number | null {
    return this.lines?.reduce((sum, line) => sum + (line?.count ?? 0), 0) ?? null;
  },
  get flat(): number[] {
    return this.grid.flat();
  },
  get tagLine(): string {
    return this.tags?.join('+') ?? 'none';
  },
  get audience(): string[] {
    return this.watchers.map(({ name }) => name);
  },
});
const carts = [
  cart('1', [{ sku: 'a', count: 2 }, null, { sku: 'b', count: 3 }], [[1, 2], [], [3]]),
  cart('2', [], []),
  cart('3', null, [[]]),
];

export const requiresLists: Supergraph = {
  name: 'requirements that are lists',
  ...oneWorld(
    {
      carts: `type Query { carts: [Cart!]! } type Cart @key(fields: "id") { id: ID! lines: [Line] grid: [[Int!]!]! tags: [String!] watchers: [Person!]! }
        type Line { sku: ID! count: Int } type Person @key(fields: "id") { id: ID! }`,
      people: `type Person @key(fields: "id") { id: ID! name: String! }`,
      sums: `type Cart @key(fields: "id") { id: ID! lines: [Line] @external grid: [[Int!]!]! @external tags: [String!] @external watchers: [Person!]! @external
        pieces: Int @requires(fields: "lines { count }") flat: [Int!]! @requires(fields: "grid") tagLine: String! @requires(fields: "tags")
        audience: [String!]! @requires(fields: "watchers { name }") }
        type Line { count: Int @external } type Person @key(fields: "id") { id: ID! name: String! @external }`,
    },
    {
      rows: [...carts, ...carts.flatMap(({ watchers }) => watchers)],
      resolvers: { Query: { carts: () => carts } },
    },
  ),
  cases: [
    {
      title: 'of objects, with nulls in them',
      query: '{ carts { pieces } }',
      data: { carts: [{ pieces: 5 }, { pieces: 0 }, { pieces: null }] },
    },
    {
      title: 'of lists',
      query: '{ carts { flat } }',
      data: { carts: [{ flat: [1, 2, 3] }, { flat: [] }, { flat: [] }] },
    },
    {
      title: 'of scalars',
      query: '{ carts { tagLine } }',
      data: { carts: [{ tagLine: 'x+y' }, { tagLine: 'x+y' }, { tagLine: 'none' }] },
    },
    {
      title: 'of entities whose fields are elsewhere',
      query: '{ carts { audience } }',
      data: { carts: [{ audience: ['P1'] }, { audience: ['P2'] }, { audience: ['P3'] }] },
      calls: ['carts', 'people', 'sums'],
    },
    {
      title: 'that the client selects differently',
      query: '{ carts { lines { sku } pieces grid watchers { id n: name } audience } }',
      data: {
        carts: [
          {
            lines: [{ sku: 'a' }, null, { sku: 'b' }],
            pieces: 5,
            grid: [[1, 2], [], [3]],
            watchers: [{ id: 'p1', n: 'P1' }],
            audience: ['P1'],
          },
          { lines: [], pieces: 0, grid: [], watchers: [{ id: 'p2', n: 'P2' }], audience: ['P2'] },
          { lines: null, pieces: null, grid: [[]], watchers: [{ id: 'p3', n: 'P3' }], audience: ['P3'] },
        ],
      },
    },
  ],
};
