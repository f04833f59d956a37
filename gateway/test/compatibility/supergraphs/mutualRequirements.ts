import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

interface Order extends Row {
  readonly items: readonly { readonly sku: string; readonly product: Row & { readonly weight: number } }[];
  readonly total: number;
}

interface Buyer extends Row {
  readonly level: number;
}

const order = (id: string, buyerOf: () => Buyer): Order => ({
  ...{ __typename: 'Order', id, amount: Number(id) * 10 },
  items: [{ sku: `k${id}`, product: { __typename: 'Product', id: `p${id}`, weight: Number(id) + 0.5 } }],
  get buyer() {
    return buyerOf();
  },
  get discount() {
    return (this.buyer as Buyer).level * (this.amount as number);
  },
  get total(): number {
    return (this.amount as number) - (this.discount as number) / 100;
  },
  get heavy() {
    return this.items.some(({ product }) => product.weight > 2);
  },
});
const buyer = (id: string, level: number, lastOf: () => Order): Buyer => ({
  ...{ __typename: 'Buyer', id, level, name: `B${id}` },
  get last() {
    return lastOf();
  },
  get spent() {
    return (this.last as Order).total;
  },
  get greeting() {
    return `${this.name as string} spent ${this.spent as number}`;
  },
});
const ada = buyer('a', 2, () => first);
const bo = buyer('b', 0, () => second);
const first = order('1', () => ada);
const second = order('2', () => bo);

export const mutualRequirements: Supergraph = {
  name: 'entities that require one another’s fields',
  ...oneWorld(
    {
      orders: `type Query { orders: [Order!]! } type Order @key(fields: "id") { id: ID! amount: Int! buyer: Buyer! items: [Item!]! discount: Float! @external total: Float! @requires(fields: "discount") } type Item { sku: ID! product: Product! } type Product @key(fields: "id", resolvable: false) { id: ID! } type Buyer @key(fields: "id", resolvable: false) { id: ID! }`,
      buyers: `type Query { buyers: [Buyer!]! } type Buyer @key(fields: "id") { id: ID! level: Int! name: String! last: Order! spent: Float! @external greeting: String! @requires(fields: "spent") } type Order @key(fields: "id", resolvable: false) { id: ID! }`,
      prices: `type Order @key(fields: "id") { id: ID! amount: Int! @external buyer: Buyer! @external discount: Float! @requires(fields: "amount buyer { level }") } type Buyer @key(fields: "id") { id: ID! level: Int! @external last: Order! @external spent: Float! @requires(fields: "last { total }") } extend type Order { total: Float! @external }`,
      freight: `type Product @key(fields: "id") { id: ID! weight: Float! } type Order @key(fields: "id") { id: ID! items: [Item!]! @external heavy: Boolean! @requires(fields: "items { product { weight } }") } type Item { product: Product! @external }`,
    },
    {
      rows: [
        first,
        second,
        ada,
        bo,
        ...[first, second].flatMap(({ items }) => items.map(({ product }) => product)),
      ],
      resolvers: { Query: { orders: () => [first, second], buyers: () => [bo, ada] } },
    },
  ),
  cases: [
    {
      title: 'one way',
      query: '{ orders { discount } }',
      data: { orders: [{ discount: 20 }, { discount: 0 }] },
      calls: ['buyers', 'orders', 'prices'],
    },
    {
      title: 'one way and back',
      query: '{ orders { total amount } }',
      data: {
        orders: [
          { total: 9.8, amount: 10 },
          { total: 20, amount: 20 },
        ],
      },
    },
    {
      title: 'the other way',
      query: '{ buyers { spent } }',
      data: { buyers: [{ spent: 20 }, { spent: 9.8 }] },
    },
    {
      title: 'the other way, required in turn',
      query: '{ buyers { greeting name } }',
      data: {
        buyers: [
          { greeting: 'Bb spent 20', name: 'Bb' },
          { greeting: 'Ba spent 9.8', name: 'Ba' },
        ],
      },
    },
    {
      title: 'round the circle',
      query: '{ orders { buyer { greeting last { total buyer { spent } } } } }',
      data: {
        orders: [
          { buyer: { greeting: 'Ba spent 9.8', last: { total: 9.8, buyer: { spent: 9.8 } } } },
          { buyer: { greeting: 'Bb spent 20', last: { total: 20, buyer: { spent: 20 } } } },
        ],
      },
    },
    {
      title: 'beside a requirement in a list of value types that holds entities of the same subgraph',
      query: '{ orders { heavy discount items { sku product { weight } } } }',
      data: {
        orders: [
          { heavy: false, discount: 20, items: [{ sku: 'k1', product: { weight: 1.5 } }] },
          { heavy: true, discount: 0, items: [{ sku: 'k2', product: { weight: 2.5 } }] },
        ],
      },
    },
  ],
};
