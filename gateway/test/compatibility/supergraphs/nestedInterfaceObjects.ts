import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const admin: Row = {
  __typename: 'Admin',
  id: 'a',
  name: 'Ann',
  level: 3,
  get posts() {
    return [first];
  },
  followers: 5,
};
const guest: Row = {
  __typename: 'Guest',
  id: 'g',
  name: 'Gus',
  until: 'May',
  get posts() {
    return [second, first];
  },
  followers: 0,
};
const first: Row = { __typename: 'Note', id: '1', body: 'one', words: 10, author: guest, views: 7 };
const second: Row = { __typename: 'Photo', id: '2', body: 'two', url: '/2.png', author: admin, views: null };

export const nestedInterfaceObjects: Supergraph = {
  name: 'interface objects that lead to one another',
  ...oneWorld(
    {
      people: `type Query { people: [Person!]! } interface Person @key(fields: "id") { id: ID! name: String! }
        type Admin implements Person @key(fields: "id") { id: ID! name: String! level: Int! } type Guest implements Person @key(fields: "id") { id: ID! name: String! until: String }`,
      posts: `type Query { posts: [Post!]! } interface Post @key(fields: "id") { id: ID! body: String! author: Person! }
        type Note implements Post @key(fields: "id") { id: ID! body: String! author: Person! words: Int! } type Photo implements Post @key(fields: "id") { id: ID! body: String! author: Person! url: String! }
        type Person @interfaceObject @key(fields: "id") { id: ID! posts: [Post!]! }`,
      stats: `type Query { top: Post } type Post @interfaceObject @key(fields: "id") { id: ID! views: Int } type Person @interfaceObject @key(fields: "id") { id: ID! followers: Int! }`,
    },
    {
      rows: [admin, guest, first, second],
      resolvers: { Query: { people: () => [admin, guest], posts: () => [first, second], top: () => second } },
    },
  ),
  cases: [
    {
      title: 'one step',
      query: '{ posts { author { name } } }',
      data: { posts: [{ author: { name: 'Gus' } }, { author: { name: 'Ann' } }] },
      calls: ['people', 'posts'],
    },
    {
      title: 'there and back',
      query: '{ people { name posts { body author { name } } } }',
      data: {
        people: [
          { name: 'Ann', posts: [{ body: 'one', author: { name: 'Gus' } }] },
          {
            name: 'Gus',
            posts: [
              { body: 'two', author: { name: 'Ann' } },
              { body: 'one', author: { name: 'Gus' } },
            ],
          },
        ],
      },
    },
    {
      title: 'to fields a third subgraph adds to both',
      query: '{ people { followers posts { views author { followers } } } }',
      data: {
        people: [
          { followers: 5, posts: [{ views: 7, author: { followers: 0 } }] },
          {
            followers: 0,
            posts: [
              { views: null, author: { followers: 5 } },
              { views: 7, author: { followers: 0 } },
            ],
          },
        ],
      },
    },
    {
      title: 'to the type behind',
      query: '{ posts { author { __typename ... on Admin { level } ... on Guest { until } } } }',
      data: {
        posts: [
          { author: { __typename: 'Guest', until: 'May' } },
          { author: { __typename: 'Admin', level: 3 } },
        ],
      },
    },
    {
      title: 'to both types behind',
      query: '{ people { __typename posts { __typename ... on Photo { url author { __typename } } } } }',
      data: {
        people: [
          { __typename: 'Admin', posts: [{ __typename: 'Note' }] },
          {
            __typename: 'Guest',
            posts: [
              { __typename: 'Photo', url: '/2.png', author: { __typename: 'Admin' } },
              { __typename: 'Note' },
            ],
          },
        ],
      },
    },
    {
      title: 'from the one that knows least to the end',
      query: '{ top { views body author { name followers } } }',
      data: { top: { views: null, body: 'two', author: { name: 'Ann', followers: 5 } } },
    },
    {
      title: 'from the one that knows least to what one type behind the next has',
      query: '{ top { author { ... on Admin { posts { id } } } } }',
      data: { top: { author: { posts: [{ id: '1' }] } } },
    },
    {
      title: 'to what one type behind the other has',
      query: '{ posts { author { ... on Admin { posts { id } } } } }',
      data: { posts: [{ author: {} }, { author: { posts: [{ id: '1' }] } }] },
    },
    {
      title: 'there and back to what one type behind has from a third',
      query: '{ people { posts { author { ... on Guest { followers } } } } }',
      data: {
        people: [
          { posts: [{ author: { followers: 0 } }] },
          { posts: [{ author: {} }, { author: { followers: 0 } }] },
        ],
      },
    },
    {
      title: 'there and back to what one type behind has from a third, with its name',
      query: '{ people { posts { author { __typename ... on Guest { followers } } } } }',
      data: {
        people: [
          { posts: [{ author: { __typename: 'Guest', followers: 0 } }] },
          { posts: [{ author: { __typename: 'Admin' } }, { author: { __typename: 'Guest', followers: 0 } }] },
        ],
      },
    },
    {
      title: 'to what each of two types behind has from another subgraph',
      query: '{ posts { author { ... on Admin { posts { body } } ... on Guest { followers } } } }',
      data: { posts: [{ author: { followers: 0 } }, { author: { posts: [{ body: 'one' }] } }] },
    },
  ],
};
