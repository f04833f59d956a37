import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const product = (id: string, weight: number, tags: readonly string[]) => ({
  __typename: 'Product',
  id,
  weight,
  tags,
  maker: { __typename: 'Maker', id: `m${id}`, land: `L${id}` },
  label: `P${id}`,
});
const [pen, ink] = [product('1', 2, ['x']), product('2', 5, [])];
const order = (id: string, lines: readonly { readonly count: number; readonly product: typeof pen }[]) => ({
  ...{
    __typename: 'Order',
    id,
    lines,
    buyer: {
      __typename: 'Buyer',
      id: `b${id}`,
      home: { city: `C${id}`, land: { code: 'NL' } },
      vip: id === '1',
    },
  },
  get load(): number {
    return this.lines.reduce((sum, line) => sum + line.count * line.product.weight, 0);
  },
  get lands(): string {
    return this.lines.map((line) => line.product.maker.land).join();
  },
  get target(): string {
    return `${this.buyer.home.city}/${this.buyer.home.land.code}/${this.buyer.vip ? 'vip' : '-'}`;
  },
  get slip(): string {
    return `${this.load}kg to ${this.target}`;
  },
});
const orders = [
  order('1', [
    { count: 2, product: pen },
    { count: 1, product: ink },
  ]),
  order('2', []),
];

export const nestedRequirements: Supergraph = {
  name: 'requirements that reach through other entities',
  ...oneWorld(
    {
      orders: `type Query { orders: [Order!]! } type Order @key(fields: "id") { id: ID! lines: [Line!]! buyer: Buyer! } type Line { count: Int! product: Product! } type Product @key(fields: "id") { id: ID! } type Buyer @key(fields: "id") { id: ID! }`,
      products: `type Product @key(fields: "id") { id: ID! weight: Int! tags: [String!]! maker: Maker! label: String! } type Maker @key(fields: "id") { id: ID! }`,
      makers: `type Maker @key(fields: "id") { id: ID! land: String! }`,
      buyers: `type Buyer @key(fields: "id") { id: ID! home: Home! vip: Boolean! } type Home { city: String! land: Land! } type Land { code: String! }`,
      shipping: `type Order @key(fields: "id") { id: ID! lines: [Line!]! @external buyer: Buyer! @external load: Int! @requires(fields: "lines { count product { weight } }") lands: String! @requires(fields: "lines { product { maker { land } } }") target: String! @requires(fields: "buyer { home { city land { code } } vip }") }
        type Line { count: Int! @external product: Product! @external } type Product @key(fields: "id") { id: ID! weight: Int! @external maker: Maker! @external } type Maker @key(fields: "id") { id: ID! land: String! @external }
        type Buyer @key(fields: "id") { id: ID! home: Home! @external vip: Boolean! @external } type Home { city: String! @external land: Land! @external } type Land { code: String! @external }`,
      slips: `type Order @key(fields: "id") { id: ID! load: Int! @external target: String! @external slip: String! @requires(fields: "load target") }`,
    },
    {
      rows: [...orders, pen, ink, pen.maker, ink.maker, ...orders.map(({ buyer }) => buyer)],
      resolvers: { Query: { orders: () => orders } },
    },
  ),
  cases: [
    {
      title: 'one border away',
      query: '{ orders { target } }',
      data: { orders: [{ target: 'C1/NL/vip' }, { target: 'C2/NL/-' }] },
      calls: ['buyers', 'orders', 'shipping'],
    },
    {
      title: 'in lists of value types',
      query: '{ orders { load } }',
      data: { orders: [{ load: 9 }, { load: 0 }] },
      calls: ['orders', 'products', 'shipping'],
    },
    {
      title: 'two borders away',
      query: '{ orders { lands } }',
      data: { orders: [{ lands: 'L1,L2' }, { lands: '' }] },
      calls: ['makers', 'orders', 'products', 'shipping'],
    },
    {
      title: 'and are required in turn',
      query: '{ orders { slip } }',
      data: { orders: [{ slip: '9kg to C1/NL/vip' }, { slip: '0kg to C2/NL/-' }] },
    },
    {
      title: 'beside other fields of what lies on the way',
      query:
        '{ orders { lines { n: count product { label tags maker { id } } } load buyer { home { land { code } } } target } }',
      data: {
        orders: [
          {
            lines: [
              { n: 2, product: { label: 'P1', tags: ['x'], maker: { id: 'm1' } } },
              { n: 1, product: { label: 'P2', tags: [], maker: { id: 'm2' } } },
            ],
            load: 9,
            buyer: { home: { land: { code: 'NL' } } },
            target: 'C1/NL/vip',
          },
          { lines: [], load: 0, buyer: { home: { land: { code: 'NL' } } }, target: 'C2/NL/-' },
        ],
      },
    },
    {
      title: 'whose names the client gives to other fields on the way',
      query: '{ orders { lines { product { weight: label maker: tags } count: product { id } } load } }',
      data: {
        orders: [
          {
            lines: [
              { product: { weight: 'P1', maker: ['x'] }, count: { id: '1' } },
              { product: { weight: 'P2', maker: [] }, count: { id: '2' } },
            ],
            load: 9,
          },
          { lines: [], load: 0 },
        ],
      },
    },
    {
      title: 'all at once',
      query: '{ orders { slip lands load target id } }',
      data: {
        orders: [
          { slip: '9kg to C1/NL/vip', lands: 'L1,L2', load: 9, target: 'C1/NL/vip', id: '1' },
          { slip: '0kg to C2/NL/-', lands: '', load: 0, target: 'C2/NL/-', id: '2' },
        ],
      },
    },
  ],
};
