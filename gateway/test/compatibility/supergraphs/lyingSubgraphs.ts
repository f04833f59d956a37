import type { Supergraph } from '../Supergraph.js';

const answers = (data: unknown) => () => ({ data });
const raw = (value: unknown) => () => value;
const entities = (...list: readonly unknown[]) => answers({ _entities: list });
const u = (id: string, more: object = {}) => ({ __typename: 'User', id, ...more });

/** What subgraphs answer here is not what their schema says. The resolvers are for the calls that are not intercepted. */
export const lyingSubgraphs: Supergraph = {
  name: 'subgraphs that lie',
  subgraphs: {
    a: {
      sdl: `type Query { me: User users: [User] node: Node any: Any } interface Node { id: ID! } union Any = User | Team type User implements Node @key(fields: "id") { id: ID! name: String on: Boolean } type Team implements Node @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          me: () => u('1', { name: 'Ada' }),
          users: () => [u('1'), u('2'), u('3')],
          node: () => u('1'),
          any: () => u('1'),
        },
      },
    },
    b: {
      sdl: `type User @key(fields: "id") { id: ID! age: Int size: Float tags: [String!] pet: Pet strict: Int! } type Pet { name: String! kind: Kind } enum Kind { CAT DOG } type Team @key(fields: "id") { id: ID! rank: Int }`,
      resolvers: {},
    },
  },
  cases: [
    {
      title: 'with too few entities',
      query: '{ users { age } }',
      intercept: { b: entities({ age: 1 }) },
      data: { users: [{ age: null }, { age: null }, { age: null }] },
      errors: [
        'users.0.age SUBGRAPH_INVALID_RESPONSE',
        'users.1.age SUBGRAPH_INVALID_RESPONSE',
        'users.2.age SUBGRAPH_INVALID_RESPONSE',
      ],
    },
    {
      title: 'with too many entities',
      query: '{ me { age name } }',
      intercept: { b: entities({ age: 1 }, { age: 2 }) },
      data: { me: { age: null, name: 'Ada' } },
      errors: ['me.age SUBGRAPH_INVALID_RESPONSE'],
    },
    {
      title: 'with entities that are no list',
      query: '{ me { age } }',
      intercept: { b: answers({ _entities: { age: 1 } }) },
      data: { me: { age: null } },
      errors: ['me.age SUBGRAPH_INVALID_RESPONSE'],
    },
    {
      title: 'with entities that are no objects',
      query: '{ users { age } }',
      intercept: { b: entities(5, 'x', { age: 3 }) },
      data: { users: [{ age: null }, { age: null }, { age: 3 }] },
      errors: ['users.0.age SUBGRAPH_INVALID_RESPONSE', 'users.1.age SUBGRAPH_INVALID_RESPONSE'],
    },
    {
      title: 'with data that is null and no error',
      query: '{ me { age name } }',
      intercept: { b: raw({ data: null }) },
      data: { me: { age: null, name: 'Ada' } },
      errors: ['me.age SUBGRAPH_INVALID_RESPONSE'],
    },
    {
      title: 'with HTML',
      query: '{ me { age name } }',
      intercept: { b: raw('<html>') },
      data: { me: { age: null, name: 'Ada' } },
      errors: ['me.age SUBGRAPH_INVALID_RESPONSE'],
    },
    {
      title: 'with a list, a number, nothing',
      query: '{ me { name } any { __typename } }',
      intercept: { a: raw([]) },
      data: { me: null, any: null },
      errors: ['any SUBGRAPH_INVALID_RESPONSE', 'me SUBGRAPH_INVALID_RESPONSE'],
    },
    {
      title: 'with data that is text',
      query: '{ me { name } }',
      intercept: { a: raw({ data: 'x' }) },
      data: { me: null },
      errors: ['me SUBGRAPH_INVALID_RESPONSE'],
    },
    {
      title: 'with errors that are no list',
      query: '{ me { age } }',
      intercept: { b: raw({ data: { _entities: [{ age: 1 }] }, errors: 'many' }) },
      data: { me: { age: null } },
      errors: ['me.age SUBGRAPH_INVALID_RESPONSE'],
    },
    {
      title: 'with errors that are no objects',
      query: '{ me { age name } }',
      intercept: { b: raw({ data: null, errors: [5] }) },
      data: { me: { age: null, name: 'Ada' } },
      errors: ['me.age SUBGRAPH_ERROR'],
    },
    {
      title: 'with text for numbers, numbers for text and so on',
      query: '{ users { age size tags pet { kind } } }',
      intercept: {
        b: entities(
          { age: '5', size: 'big', tags: [1], pet: { kind: 'COW' } },
          { age: 1.5, size: true, tags: 'x', pet: [] },
          { age: 2147483648, size: 2, tags: null, pet: 'Tom' },
        ),
      },
      data: {
        users: [
          { age: null, size: null, tags: null, pet: { kind: null } },
          { age: null, size: null, tags: null, pet: null },
          { age: null, size: 2, tags: null, pet: null },
        ],
      },
      errors: [
        'users.0.age SUBGRAPH_INVALID_VALUE',
        'users.0.pet.kind SUBGRAPH_INVALID_VALUE',
        'users.0.size SUBGRAPH_INVALID_VALUE',
        'users.0.tags.0 SUBGRAPH_INVALID_VALUE',
        'users.1.age SUBGRAPH_INVALID_VALUE',
        'users.1.pet SUBGRAPH_INVALID_VALUE',
        'users.1.size SUBGRAPH_INVALID_VALUE',
        'users.1.tags SUBGRAPH_INVALID_VALUE',
        'users.2.age SUBGRAPH_INVALID_VALUE',
        'users.2.pet SUBGRAPH_INVALID_VALUE',
      ],
    },
    {
      title: 'with a wrong value where none may be null',
      query: '{ me { strict name } users { id } }',
      intercept: { b: entities({ strict: 'x' }) },
      data: { me: null, users: [{ id: '1' }, { id: '2' }, { id: '3' }] },
      errors: ['me.strict SUBGRAPH_INVALID_VALUE'],
    },
    {
      title: 'with fields nobody asked for',
      query: '{ me { age } }',
      intercept: { b: entities({ age: 1, secret: 'x', id: '666', name: 'Eve' }) },
      data: { me: { age: 1 } },
    },
    {
      title: 'with another value for the key',
      query: '{ me { id age name } }',
      intercept: { b: entities({ age: 1, id: '666' }) },
      data: { me: { id: '1', age: 1, name: 'Ada' } },
    },
    {
      title: 'with a type the interface does not have',
      query: '{ node { __typename id } me { name } }',
      intercept: { a: answers({ node: { __typename: 'Pet', id: '1' }, me: u('1', { name: 'Ada' }) }) },
      data: { node: null, me: { name: 'Ada' } },
      errors: ['node SUBGRAPH_INVALID_VALUE'],
    },
    {
      title: 'with a type that is no text',
      query: '{ any { __typename } }',
      intercept: { a: answers({ any: { __typename: 5 } }) },
      data: { any: null },
      errors: ['any SUBGRAPH_INVALID_VALUE'],
    },
    {
      title: 'with a type for an object that is of another',
      query: '{ me { __typename name } }',
      intercept: { a: answers({ me: { __typename: 'Team', name: 'Ada' } }) },
      data: { me: { __typename: 'User', name: 'Ada' } },
    },
    {
      title: 'with keys that are missing',
      query: '{ users { age name } }',
      intercept: { a: answers({ users: [{ __typename: 'User', name: 'x' }, null] }) },
      data: { users: [{ age: null, name: 'x' }, null] },
      calls: ['a'],
    },
    {
      title: 'with numbers for ids',
      query: '{ me { id } }',
      intercept: { a: answers({ me: { id: 7 } }) },
      data: { me: { id: '7' } },
    },
    {
      title: 'with members named like what objects inherit',
      query: '{ me { constructor: name hasOwnProperty: on age } }',
      intercept: {
        a: () =>
          JSON.parse(
            '{"data":{"me":{"__proto__":{"name":"x"},"__typename":"User","id":"1","constructor":"c"}}}',
          ) as unknown,
        b: entities({ age: 1 }),
      },
      data: { me: { constructor: 'c', hasOwnProperty: null, age: 1 } },
    },
  ],
};
