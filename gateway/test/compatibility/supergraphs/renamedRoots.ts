import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const user: Row = { __typename: 'User', id: '1', name: 'Ada', age: 36 };

/** Whatever subgraphs call their roots, the supergraph’s are Query, Mutation and Subscription. */
export const renamedRoots: Supergraph = {
  name: 'roots of other names',
  ...oneWorld(
    {
      a: `schema { query: MyQuery mutation: Changes subscription: Events } type MyQuery { me: User both: Int! @shareable } type Changes { rename(to: String!): User } type Events { joined: User } type User @key(fields: "id") { id: ID! name: String! }`,
      b: `schema { query: Root mutation: Mutation } type Root { count: Int both: Int! @shareable } type Mutation { push: User } type User @key(fields: "id") { id: ID! age: Int }`,
    },
    {
      rows: [user],
      resolvers: {
        ...{
          MyQuery: { me: () => user, both: () => 2 },
          Root: { count: () => 1, both: () => 2 },
          Query: { me: () => user, count: () => 1, both: () => 2 },
        },
        ...{ Changes: { rename: () => user }, Mutation: { rename: () => user, push: () => user } },
        Events: { joined: { subscribe: joined } },
        Subscription: { joined: { subscribe: joined } },
      },
    },
  ),
  cases: [
    {
      title: 'of queries',
      query: '{ me { name age } count both }',
      data: { me: { name: 'Ada', age: 36 }, count: 1, both: 2 },
    },
    {
      title: 'have the name of the supergraph',
      query: '{ __typename ... on Query { me { __typename } } }',
      data: { __typename: 'Query', me: { __typename: 'User' } },
    },
    {
      title: 'of mutations',
      query: 'mutation { rename(to: "x") { age } push { name } __typename }',
      data: { rename: { age: 36 }, push: { name: 'Ada' }, __typename: 'Mutation' },
    },
    {
      title: 'of subscriptions',
      query: 'subscription { joined { name age } }',
      events: [{ data: { joined: { name: 'Ada', age: 36 } } }],
    },
    {
      title: 'of a subgraph are unknown to clients',
      query: 'query ($x: Boolean = true) { ... on MyQuery { both @include(if: $x) } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
  ],
};

async function* joined() {
  yield await Promise.resolve({ joined: user });
}
