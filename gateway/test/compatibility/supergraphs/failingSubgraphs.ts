import { SubgraphFailure } from '../../../src/engine/transport/SubgraphFailure.js';
import type { Supergraph } from '../Supergraph.js';

const rejects = (code: ConstructorParameters<typeof SubgraphFailure>[0], name: string) => () =>
  Promise.reject(new SubgraphFailure(code, name));
const answers = (value: unknown) => () => value;

export const failingSubgraphs: Supergraph = {
  name: 'subgraphs that fail',
  subgraphs: {
    a: {
      sdl: `type Query { me: User users: [User!]! ping: Int! } type Mutation { touch: Int } type User @key(fields: "id") { id: ID! name: String! }`,
      resolvers: {
        Query: {
          me: () => ({ id: '1', name: 'Ada' }),
          users: () => ['1', '2'].map((id) => ({ id, name: `u${id}` })),
          ping: () => 1,
        },
        Mutation: { touch: () => 1 },
      },
    },
    b: {
      sdl: `type Query { news: [String!] must: Int! } type Mutation { push: Int } type User @key(fields: "id") { id: ID! age: Int pets: [Pet!] mail: String! } type Pet { name: String }`,
      resolvers: {
        Query: { news: () => ['x'], must: () => 1 },
        Mutation: { push: () => 2 },
        User: { age: () => 3, pets: () => [], mail: () => 'm' },
      },
    },
    c: {
      sdl: `type User @key(fields: "id") { id: ID! age: Int @external rank: Int @requires(fields: "age") club: String }`,
      resolvers: { User: { rank: ({ age }: { age: number | null }) => age ?? -1, club: () => 'chess' } },
    },
  },
  cases: [
    {
      title: 'down: what depends on it is null, the rest is there',
      query: '{ me { name age club } news }',
      intercept: { b: rejects('SUBGRAPH_UNREACHABLE', 'b') },
      data: { me: { name: 'Ada', age: null, club: 'chess' }, news: null },
      errors: ['me.age SUBGRAPH_UNREACHABLE', 'news SUBGRAPH_UNREACHABLE'],
    },
    {
      title: 'too slow',
      query: '{ users { age club } }',
      intercept: { b: rejects('SUBGRAPH_TIMEOUT', 'b') },
      data: {
        users: [
          { age: null, club: 'chess' },
          { age: null, club: 'chess' },
        ],
      },
      errors: ['users.0.age SUBGRAPH_TIMEOUT', 'users.1.age SUBGRAPH_TIMEOUT'],
    },
    {
      title: 'with an HTTP error',
      query: '{ users { pets { name } } }',
      intercept: { b: rejects('SUBGRAPH_HTTP_ERROR', 'b') },
      data: { users: [{ pets: null }, { pets: null }] },
      errors: ['users.0.pets SUBGRAPH_HTTP_ERROR', 'users.1.pets SUBGRAPH_HTTP_ERROR'],
    },
    {
      title: 'with too much to read',
      query: '{ news me { name } }',
      intercept: { b: rejects('SUBGRAPH_RESPONSE_TOO_LARGE', 'b') },
      data: { news: null, me: { name: 'Ada' } },
      errors: ['news SUBGRAPH_RESPONSE_TOO_LARGE'],
    },
    {
      title: 'for what a third requires: that alone is null',
      query: '{ me { rank club } }',
      intercept: { b: rejects('SUBGRAPH_TIMEOUT', 'b') },
      data: { me: { rank: null, club: 'chess' } },
      errors: ['me SUBGRAPH_TIMEOUT'],
    },
    {
      title: 'for what a third requires, in a list and under aliases: that alone is null',
      query: '{ users { r: rank c: club name } me { club } }',
      intercept: { b: rejects('SUBGRAPH_TIMEOUT', 'b') },
      data: {
        users: [
          { r: null, c: 'chess', name: 'u1' },
          { r: null, c: 'chess', name: 'u2' },
        ],
        me: { club: 'chess' },
      },
      errors: ['users.0 SUBGRAPH_TIMEOUT', 'users.1 SUBGRAPH_TIMEOUT'],
    },
    {
      title: 'for what a third requires, for one of two: that alone is null',
      query: '{ users { rank club } }',
      intercept: {
        b: () => ({
          data: { _entities: [{ age: 3 }, null] },
          errors: [{ message: 'no', path: ['_entities', 1] }],
        }),
      },
      data: {
        users: [
          { rank: 3, club: 'chess' },
          { rank: null, club: 'chess' },
        ],
      },
      errors: ['users.1 SUBGRAPH_ERROR'],
      calls: ['a', 'b', 'c', 'c'],
    },
    {
      title: 'where nothing may be null',
      query: '{ me { name } must }',
      intercept: { b: rejects('SUBGRAPH_TIMEOUT', 'b') },
      data: null,
      errors: ['must SUBGRAPH_TIMEOUT'],
    },
    {
      title: 'where the entity may not be without it',
      query: '{ me { mail name } ping }',
      intercept: { b: rejects('SUBGRAPH_TIMEOUT', 'b') },
      data: { me: null, ping: 1 },
      errors: ['me.mail SUBGRAPH_TIMEOUT'],
    },
    {
      title: 'all of them',
      query: '{ me { name age } news }',
      intercept: { a: rejects('SUBGRAPH_TIMEOUT', 'a'), b: rejects('SUBGRAPH_UNREACHABLE', 'b') },
      data: { me: null, news: null },
      errors: ['me SUBGRAPH_TIMEOUT', 'news SUBGRAPH_UNREACHABLE'],
      calls: ['a', 'b'],
    },
    {
      title: 'during mutations: the next one runs',
      query: 'mutation { push touch again: push }',
      intercept: { b: rejects('SUBGRAPH_TIMEOUT', 'b') },
      data: { push: null, touch: 1, again: null },
      errors: ['again SUBGRAPH_TIMEOUT', 'push SUBGRAPH_TIMEOUT'],
    },
    {
      title: 'refusing the whole query without data',
      query: '{ me { age name } }',
      intercept: { b: answers({ errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] }) },
      data: { me: { age: null, name: 'Ada' } },
      errors: ['me.age FORBIDDEN'],
    },
    {
      title: 'refusing the whole query without data and without a code',
      query: '{ news ping }',
      intercept: { b: answers({ errors: [{ message: 'no' }] }) },
      data: { news: null, ping: 1 },
      errors: ['news SUBGRAPH_ERROR'],
    },
    {
      title: 'with an error beside all data: the data counts',
      query: '{ me { age } news }',
      intercept: {
        b: ({ query }) => ({
          data: query.includes('news') ? { news: ['y'] } : { _entities: [{ age: 4 }] },
          errors: [{ message: 'slow', extensions: { code: 'SLOW' } }],
        }),
      },
      data: { me: { age: 4 }, news: ['y'] },
      errors: [' SLOW', ' SLOW'],
    },
    {
      title: 'with an error at a path that is not there',
      query: '{ users { age } }',
      intercept: {
        b: answers({
          data: { _entities: [{ age: 1 }, { age: null }] },
          errors: [{ message: 'no', path: ['_entities', 7, 'age'], extensions: { code: 'LOST' } }],
        }),
      },
      data: { users: [{ age: 1 }, { age: null }] },
      errors: [' LOST'],
    },
  ],
};
