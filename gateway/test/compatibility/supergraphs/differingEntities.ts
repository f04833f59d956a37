import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const cat: Row = { __typename: 'Cat', id: '1', age: null };
const dog: Row = { __typename: 'Dog', id: '2', age: 7 };

export const differingEntities: Supergraph = {
  name: 'entities behind an interface whose fields differ in what may be null',
  ...oneWorld(
    {
      pets: `type Query { pets: [Pet!]! } interface Pet { id: ID! } type Cat implements Pet @key(fields: "id") { id: ID! } type Dog implements Pet @key(fields: "id") { id: ID! }`,
      ages: `interface Pet { age: Int } type Cat implements Pet @key(fields: "id") { id: ID! age: Int } type Dog implements Pet @key(fields: "id") { id: ID! age: Int! }`,
    },
    { rows: [cat, dog], resolvers: { Query: { pets: () => [cat, dog] } } },
  ),
  notAtRandom: ['Pet.age', 'Dog.age'],
  cases: [
    {
      title: 'one type',
      query: '{ pets { ... on Dog { age } } }',
      data: { pets: [{}, { age: 7 }] },
    },
    {
      title: 'both types under names of their own',
      query: '{ pets { ... on Dog { age } ... on Cat { cats: age } } }',
      data: { pets: [{ cats: null }, { age: 7 }] },
    },
    {
      title: 'both types',
      query: '{ pets { id age } }',
      data: {
        pets: [
          { id: '1', age: null },
          { id: '2', age: 7 },
        ],
      },
    },
    {
      title: 'both types under another name, and one of them twice',
      query: '{ pets { years: age ... on Dog { age } __typename } }',
      data: {
        pets: [
          { years: null, __typename: 'Cat' },
          { years: 7, age: 7, __typename: 'Dog' },
        ],
      },
    },
  ],
};
