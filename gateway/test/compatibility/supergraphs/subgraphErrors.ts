import { GraphQLError } from 'graphql';
import type { Supergraph } from '../Supergraph.js';

const refusal = (code?: string, more: Record<string, unknown> = {}) =>
  new GraphQLError('no', { extensions: code === undefined ? more : { code, ...more } });
const fail =
  (code?: string, more: Record<string, unknown> = {}) =>
  () => {
    throw refusal(code, more);
  };
const oddly =
  (code: string) =>
  ({ id }: { id: string }) =>
    Number(id) % 2 === 1 ? fail(code)() : Number(id);
const users = ['1', '2', '3'].map((id) => ({ id }));

/** Errors keep their code and get the path the client knows. */
export const subgraphErrors: Supergraph = {
  name: 'errors of subgraphs',
  subgraphs: {
    a: {
      sdl: `type Query { me: User users: [User!]! nested: [[Box]] broken: Int coded: String nameless: String search: [Hit!] node: Node } type User implements Node @key(fields: "id") { id: ID! own: Int friend: User friends: [User]! }
        type Box { item: Int user: User } union Hit = User | Box interface Node { id: ID! }`,
      resolvers: {
        Query: {
          ...{
            me: () => ({ id: '1' }),
            users: () => users,
            broken: fail('BROKEN'),
            coded: fail('CODED', { http: { status: 418 }, detail: 'x' }),
            nameless: fail(),
          },
          ...{
            nested: () => [[{ item: 1 }, { item: 2, user: { id: '3' } }], null],
            search: () => [{ __typename: 'Box' }, { __typename: 'User', id: '1' }],
            node: () => ({ __typename: 'User', id: '3' }),
          },
        },
        User: {
          own: oddly('ODD'),
          friend: () => ({ id: '3' }),
          friends: () => [{ id: '2' }, null, { id: '3' }],
        },
        Box: { item: ({ item }: { item?: number }) => (item === 2 ? fail('NO_ITEM')() : (item ?? null)) },
      },
    },
    b: {
      sdl: `type Query { late: Int } type User @key(fields: "id") { id: ID! far: Int deep: [Deep!] away: Int } type Deep { n: Int m: Int! }`,
      resolvers: {
        Query: { late: fail('LATE') },
        User: {
          __resolveReference: ({ id }: { id: string }) =>
            id === '2' ? Promise.reject(refusal('NO_SUCH_USER')) : { id },
          far: oddly('FAR'),
          deep: () => [{ n: 1, m: 1 }, { m: 2 }],
          away: ({ id }: { id: string }) => Number(id),
        },
        Deep: { n: ({ n }: { n?: number }) => n ?? fail('NO_N')(), m: ({ m }: { m: number }) => m },
      },
    },
  },
  cases: [
    {
      title: 'at the root',
      query: '{ broken me { id } }',
      data: { broken: null, me: { id: '1' } },
      errors: ['broken BROKEN'],
    },
    {
      title: 'at the root of several subgraphs at once',
      query: '{ x: broken late y: coded }',
      data: { x: null, late: null, y: null },
      errors: ['late LATE', 'x BROKEN', 'y CODED'],
    },
    {
      title: 'without a code get ours',
      query: '{ nameless }',
      data: { nameless: null },
      errors: ['nameless SUBGRAPH_ERROR'],
    },
    {
      title: 'below the root',
      query: '{ me { own friend { o: own } } }',
      data: { me: { own: null, friend: { o: null } } },
      errors: ['me.friend.o ODD', 'me.own ODD'],
    },
    {
      title: 'in lists',
      query: '{ users { own } }',
      data: { users: [{ own: null }, { own: 2 }, { own: null }] },
      errors: ['users.0.own ODD', 'users.2.own ODD'],
    },
    {
      title: 'in lists of lists',
      query: '{ nested { i: item } }',
      data: { nested: [[{ i: 1 }, { i: null }], null] },
      errors: ['nested.0.1.i NO_ITEM'],
    },
    {
      title: 'of fields of entities',
      query: '{ users { far: own f: away far2: far } }',
      data: {
        users: [
          { far: null, f: 1, far2: null },
          { far: 2, f: null, far2: null },
          { far: null, f: 3, far2: null },
        ],
      },
      errors: [
        'users.0.far ODD',
        'users.0.far2 FAR',
        'users.1.f NO_SUCH_USER',
        'users.1.far2 NO_SUCH_USER',
        'users.2.far ODD',
        'users.2.far2 FAR',
      ],
    },
    {
      title: 'of an entity as a whole are at its fields',
      query: '{ users { away } }',
      data: { users: [{ away: 1 }, { away: null }, { away: 3 }] },
      errors: ['users.1.away NO_SUCH_USER'],
    },
    {
      title: 'below entities',
      query: '{ me { d: deep { n x: m } } }',
      data: {
        me: {
          d: [
            { n: 1, x: 1 },
            { n: null, x: 2 },
          ],
        },
      },
      errors: ['me.d.1.n NO_N'],
    },
    {
      title: 'of one entity at several places are at each',
      query: '{ me { far friends { far } } node { ... on User { x: far } } }',
      data: { me: { far: null, friends: [{ far: null }, null, { far: null }] }, node: { x: null } },
      errors: ['me.far FAR', 'me.friends.0.far NO_SUCH_USER', 'me.friends.2.far FAR', 'node.x FAR'],
    },
    {
      title: 'in unions',
      query: '{ search { ... on User { far } ... on Box { item } } }',
      data: { search: [{ item: null }, { far: null }] },
      errors: ['search.1.far FAR'],
    },
    {
      title: 'in lists behind entities in lists of lists',
      query: '{ nested { user { deep { n } } } }',
      data: { nested: [[{ user: null }, { user: { deep: [{ n: 1 }, { n: null }] } }], null] },
      errors: ['nested.0.1.user.deep.1.n NO_N'],
    },
    {
      title: 'within fragments',
      query: '{ me { ...F } } fragment F on User { ... on Node { ... on User { z: far } } }',
      data: { me: { z: null } },
      errors: ['me.z FAR'],
    },
  ],
};
