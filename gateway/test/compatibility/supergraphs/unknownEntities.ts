import type { Supergraph } from '../Supergraph.js';

const known =
  (...ids: readonly string[]) =>
  ({ id }: { id: string }) =>
    ids.includes(id) ? { id } : null;
const all = ['1', '2', '3'].map((id) => ({ id }));

/** Each subgraph knows other users, which one schema could not show. */
export const unknownEntities: Supergraph = {
  name: 'entities that a subgraph does not know',
  subgraphs: {
    a: {
      sdl: `type Query { users: [User] user(id: ID!): User } type User @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { users: () => all, user: (_: unknown, from: unknown) => from } },
    },
    b: {
      sdl: `type User @key(fields: "id") { id: ID! nick: String best: User pets: [Pet!] must: String! }  type Pet { name: String! }`,
      resolvers: {
        User: {
          __resolveReference: known('1', '3'),
          nick: ({ id }: { id: string }) => (id === '2' ? null : `n${id}`),
          best: () => ({ id: '2' }),
          pets: () => [{ name: 'p' }],
          must: () => 'm',
        },
      },
    },
    c: {
      sdl: `type User @key(fields: "id") { id: ID! nick: String @external label: String @requires(fields: "nick") rank: Int }`,
      resolvers: {
        User: {
          __resolveReference: (from: { id: string }) => (from.id === '3' ? null : from),
          label: ({ nick }: { nick?: string | null }) => `<${nick}>`,
          rank: ({ id }: { id: string }) => Number(id),
        },
      },
    },
  },
  cases: [
    {
      title: 'are null in its nullable fields, without an error',
      query: '{ users { id nick } }',
      data: {
        users: [
          { id: '1', nick: 'n1' },
          { id: '2', nick: null },
          { id: '3', nick: 'n3' },
        ],
      },
    },
    {
      title: 'are null in its objects and lists',
      query: '{ user(id: "2") { best { id } pets { name } rank } }',
      data: { user: { best: null, pets: null, rank: 2 } },
    },
    {
      title: 'are an error in its non-null fields',
      query: '{ users { must } }',
      data: { users: [{ must: 'm' }, null, { must: 'm' }] },
      errors: ['users.1.must NULL_IN_NON_NULL_FIELD'],
    },
    {
      title: 'are known to the others all the same',
      query: '{ users { nick rank } }',
      data: {
        users: [
          { nick: 'n1', rank: 1 },
          { nick: null, rank: 2 },
          { nick: 'n3', rank: null },
        ],
      },
    },
    {
      title: 'are null for what requires them',
      query: '{ users { label } }',
      data: { users: [{ label: '<n1>' }, { label: '<null>' }, { label: null }] },
    },
    {
      title: 'behind one that is known',
      query: '{ user(id: "1") { best { nick rank label } } }',
      data: { user: { best: { nick: null, rank: 2, label: '<null>' } } },
    },
    {
      title: 'everywhere make no further calls than needed',
      query: '{ user(id: "9") { best { rank } } }',
      data: { user: { best: null } },
      calls: ['a', 'b'],
    },
  ],
};
