import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const ada: Row = {
  __typename: 'User',
  id: '1',
  name: 'Ada',
  posts: [{ text: 'x', tags: ['a'] }],
  karma: 5,
  role: 'ADMIN',
  shade: 'DARK',
};

/** Subgraphs that say `extend`, as those of the first federation did, and split their own types with it. */
export const extendedTypes: Supergraph = {
  name: 'types that are extended',
  ...oneWorld(
    {
      a: `type Query { me: User } type User @key(fields: "id") { id: ID! } extend type User { name: String! } extend type Query { users: [User!]! } enum Role { ADMIN } extend enum Role { GUEST } extend type User { role: Role } input Page { first: Int } extend input Page { after: Int } extend type Query { page(p: Page): String }`,
      b: `extend type Query { top: User } extend type User @key(fields: "id") { id: ID! @external posts: [Post!]! karma: Int } type Post { text: String } extend type Post { tags: [String!] } union Hit = Post extend union Hit = User extend type Query { hits: [Hit!]! }`,
      c: `interface Shaded { shade: Shade } enum Shade { DARK LIGHT } extend type User implements Shaded @key(fields: "id") { id: ID! shade: Shade } type Query { shaded: [Shaded!]! }`,
    },
    {
      rows: [ada],
      resolvers: {
        Query: {
          me: () => ada,
          users: () => [ada],
          top: () => ada,
          hits: () => [{ __typename: 'Post', text: 'y' }, ada],
          shaded: () => [ada],
          page: (_: unknown, args: object) => JSON.stringify(args),
        },
      },
    },
  ),
  cases: [
    {
      title: 'within one subgraph and across',
      query: '{ me { name role posts { text tags } karma shade } }',
      data: {
        me: { name: 'Ada', role: 'ADMIN', posts: [{ text: 'x', tags: ['a'] }], karma: 5, shade: 'DARK' },
      },
    },
    {
      title: 'from the extension to the type',
      query: '{ top { name } hits { ... on User { role karma } ... on Post { text } } }',
      data: { top: { name: 'Ada' }, hits: [{ text: 'y' }, { role: 'ADMIN', karma: 5 }] },
    },
    {
      title: 'by an interface',
      query: '{ shaded { shade ... on User { name } } users { ... on Shaded { shade } } }',
      data: { shaded: [{ shade: 'DARK', name: 'Ada' }], users: [{ shade: 'DARK' }] },
    },
    {
      title: 'that are enums and inputs',
      query: '{ page(p: { first: 1, after: 2 }) __type(name: "Role") { enumValues { name } } }',
      data: {
        page: '{"p":{"first":1,"after":2}}',
        __type: { enumValues: [{ name: 'ADMIN' }, { name: 'GUEST' }] },
      },
    },
    {
      title: 'with the key that only the type owns',
      query: '{ top { id } }',
      data: { top: { id: '1' } },
      calls: ['b'],
    },
  ],
};
