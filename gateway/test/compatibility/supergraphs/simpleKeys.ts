import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const ada: Row = {
  __typename: 'User',
  id: '1',
  name: 'Ada',
  age: 36,
  get best() {
    return bo;
  },
  city: 'London',
};
const bo: Row = {
  __typename: 'User',
  id: '2',
  name: 'Bo',
  age: null,
  get best() {
    return ada;
  },
  city: 'Oslo',
};
const cy: Row = { __typename: 'User', id: '3', name: 'Cy', age: 7, best: null, city: null };
const users = [ada, bo, cy];

export const simpleKeys: Supergraph = {
  name: 'entities with a simple key, in four subgraphs',
  ...oneWorld(
    {
      names: `type Query { me: User users: [User!]! user(id: ID!): User twice: [User] } type User @key(fields: "id") { id: ID! name: String! }`,
      ages: `type User @key(fields: "id") { id: ID! age: Int }`,
      friends: `type User @key(fields: "id") { id: ID! best: User }`,
      homes: `type Query { anyone: User } type User @key(fields: "id") { id: ID! city: String }`,
    },
    {
      rows: users,
      resolvers: {
        Query: {
          me: () => ada,
          users: () => users,
          user: (_: unknown, { id }: { id: string }) => users.find((row) => row.id === id) ?? null,
          twice: () => [ada, null, ada, bo, ada],
          anyone: () => cy,
        },
      },
    },
  ),
  cases: [
    {
      title: 'answers from one subgraph with one call',
      query: '{ me { name id } }',
      data: { me: { name: 'Ada', id: '1' } },
      calls: ['names'],
    },
    {
      title: 'completes an entity from all four',
      query: '{ me { city best { name } age name } }',
      data: { me: { city: 'London', best: { name: 'Bo' }, age: 36, name: 'Ada' } },
      calls: ['ages', 'friends', 'homes', 'names', 'names'],
    },
    {
      title: 'completes lists with one call for each subgraph',
      query: '{ users { age city } }',
      data: {
        users: [
          { age: 36, city: 'London' },
          { age: null, city: 'Oslo' },
          { age: 7, city: null },
        ],
      },
      calls: ['ages', 'homes', 'names'],
    },
    {
      title: 'asks for an entity that is there many times once, and fills all its places',
      query: '{ twice { age } }',
      data: { twice: [{ age: 36 }, null, { age: 36 }, { age: null }, { age: 36 }] },
      calls: ['ages', 'names'],
    },
    {
      title: 'goes in circles as deep as asked',
      query: '{ me { best { best { best { best { name age } } } } } }',
      data: { me: { best: { best: { best: { best: { name: 'Ada', age: 36 } } } } } },
    },
    {
      title: 'has the same entity at several depths, with different fields',
      query: '{ me { age best { best { city } city } } }',
      data: { me: { age: 36, best: { best: { city: 'London' }, city: 'Oslo' } } },
    },
    {
      title: 'starts where the key is all that is known',
      query: '{ anyone { name best { name } } }',
      data: { anyone: { name: 'Cy', best: null } },
    },
    {
      title: 'asks nobody about null',
      query: '{ user(id: "9") { age city } }',
      data: { user: null },
      calls: ['names'],
    },
    {
      title: 'joins roots of several subgraphs in the order asked',
      query: '{ anyone { id } me { id } again: anyone { city } }',
      data: { anyone: { id: '3' }, me: { id: '1' }, again: { city: null } },
      calls: ['homes', 'names'],
    },
    {
      title: 'takes a key whose name an alias hides',
      query: '{ me { id: name name: id age } }',
      data: { me: { id: 'Ada', name: '1', age: 36 } },
    },
  ],
};
