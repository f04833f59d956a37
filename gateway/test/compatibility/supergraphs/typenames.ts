import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const cat: Row = { __typename: 'Cat', id: '1', name: 'Tom', lives: 9, home: { city: 'Rome' } };
const bird: Row = { __typename: 'Bird', id: '2', name: 'Tweety', lives: 1, home: null };

export const typenames: Supergraph = {
  name: 'type names',
  ...oneWorld(
    {
      a: `type Query { pets: [Pet!]! cat: Cat any: [Animal] } type Mutation { touch: Cat } interface Pet { id: ID! } union Animal = Cat | Bird type Home { city: String! }
        type Cat implements Pet @key(fields: "id") { id: ID! name: String! home: Home } type Bird implements Pet @key(fields: "id") { id: ID! name: String! }`,
      b: `type Query { lives: Int } type Cat @key(fields: "id") { id: ID! lives: Int! } type Bird @key(fields: "id") { id: ID! lives: Int! }`,
    },
    {
      rows: [cat, bird],
      resolvers: {
        Query: { pets: () => [cat, bird], cat: () => cat, any: () => [bird, null, cat], lives: () => 10 },
        Mutation: { touch: () => cat },
      },
    },
  ),
  cases: [
    { title: 'of the root need nobody', query: '{ __typename }', data: { __typename: 'Query' }, calls: [] },
    {
      title: 'of the root under aliases, in fragments, twice',
      query:
        '{ a: __typename ... on Query { b: __typename a: __typename } ...F } fragment F on Query { c: __typename }',
      data: { a: 'Query', b: 'Query', c: 'Query' },
      calls: [],
    },
    {
      title: 'of the root between fields',
      query: '{ x: __typename lives __typename cat { name } }',
      data: { x: 'Query', lives: 10, __typename: 'Query', cat: { name: 'Tom' } },
    },
    {
      title: 'of mutations',
      query: 'mutation { __typename touch { __typename name } m: __typename }',
      data: { __typename: 'Mutation', touch: { __typename: 'Cat', name: 'Tom' }, m: 'Mutation' },
      calls: ['a'],
    },
    {
      title: 'alone in an entity',
      query: '{ cat { __typename } }',
      data: { cat: { __typename: 'Cat' } },
      calls: ['a'],
    },
    {
      title: 'in an entity that only another subgraph completes',
      query: '{ cat { t: __typename lives u: __typename } }',
      data: { cat: { t: 'Cat', lives: 9, u: 'Cat' } },
    },
    {
      title: 'of value types, also of none',
      query: '{ cat { home { kind: __typename __typename } } }',
      data: { cat: { home: { kind: 'Home', __typename: 'Home' } } },
    },
    {
      title: 'of interfaces and unions',
      query: '{ pets { __typename } any { __typename } }',
      data: {
        pets: [{ __typename: 'Cat' }, { __typename: 'Bird' }],
        any: [{ __typename: 'Bird' }, null, { __typename: 'Cat' }],
      },
    },
    {
      title: 'under the name of a key',
      query: '{ pets { id: __typename ... on Cat { lives } ... on Bird { lives } } }',
      data: {
        pets: [
          { id: 'Cat', lives: 9 },
          { id: 'Bird', lives: 1 },
        ],
      },
    },
    {
      title: 'that are really another field',
      query: '{ pets { ... on Cat { kind: name } ... on Bird { kind: name lives } } }',
      data: { pets: [{ kind: 'Tom' }, { kind: 'Tweety', lives: 1 }] },
    },
    {
      title: 'left out by a condition',
      query: 'query ($no: Boolean!) { pets { __typename @include(if: $no) id } __typename @skip(if: $no) }',
      variables: { no: false },
      data: { pets: [{ id: '1' }, { id: '2' }], __typename: 'Query' },
    },
    {
      title: 'whose name is given to another field of an interface',
      query: '{ pets { id __typename: id ... on Cat { lives } } }',
      data: {
        pets: [
          { id: '1', __typename: '1', lives: 9 },
          { id: '2', __typename: '2' },
        ],
      },
    },
  ],
};
