import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const ada: Row = { __typename: 'User', id: '1', email: 'ada@x.io', name: 'Ada' };
const bo: Row = { __typename: 'User', id: '2', email: 'bo@x.io', name: 'Bo' };
const orders: readonly Row[] = [
  { __typename: 'Order', nr: 1, buyer: ada, seller: bo, total: 12 },
  { __typename: 'Order', nr: 2, buyer: bo, seller: null, total: 0 },
];

export const unresolvableKeys: Supergraph = {
  name: 'keys that are not resolvable',
  ...oneWorld(
    {
      orders: `type Query { orders: [Order!]! } type Order @key(fields: "nr") { nr: Int! buyer: User! seller: User total: Int! }
        type User @key(fields: "id", resolvable: false) { id: ID! }`,
      users: `type Query { users: [User!]! } type User @key(fields: "id") @key(fields: "email", resolvable: false) { id: ID! email: String! name: String! }`,
      mails: `type User @key(fields: "email") { email: String! domain: String! orders: [Order!]! } type Order @key(fields: "nr", resolvable: false) { nr: Int! }`,
    },
    {
      rows: [ada, bo, ...orders],
      resolvers: {
        Query: { orders: () => orders, users: () => [ada, bo] },
        User: {
          domain: ({ email }: { email: string }) => email.split('@')[1],
          orders: ({ email }: { email: string }) =>
            orders.filter(({ buyer }) => (buyer as Row).email === email),
        },
      },
    },
  ),
  cases: [
    {
      title: 'lead out of the subgraph that declares them',
      query: '{ orders { buyer { name } seller { name } } }',
      data: {
        orders: [
          { buyer: { name: 'Ada' }, seller: { name: 'Bo' } },
          { buyer: { name: 'Bo' }, seller: null },
        ],
      },
      calls: ['orders', 'users'],
    },
    {
      title: 'need no call for the key itself',
      query: '{ orders { buyer { id } } }',
      data: { orders: [{ buyer: { id: '1' } }, { buyer: { id: '2' } }] },
      calls: ['orders'],
    },
    {
      title: 'lead on to a subgraph with another key',
      query: '{ orders { nr buyer { domain name } } }',
      data: {
        orders: [
          { nr: 1, buyer: { domain: 'x.io', name: 'Ada' } },
          { nr: 2, buyer: { domain: 'x.io', name: 'Bo' } },
        ],
      },
      calls: ['mails', 'orders', 'users'],
    },
    {
      title: 'of references come back to where the entity lives',
      query: '{ users { orders { nr total seller { name } } } }',
      data: {
        users: [
          { orders: [{ nr: 1, total: 12, seller: { name: 'Bo' } }] },
          { orders: [{ nr: 2, total: 0, seller: null }] },
        ],
      },
      calls: ['mails', 'orders', 'users', 'users'],
    },
  ],
};
