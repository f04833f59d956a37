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
      knownFailure:
        'The planner (0.0.38) asks for `_entities { ... on Cat { age } ... on Dog { age } }`, which is not valid: "they return conflicting types Int and Int!". Within one ' +
        'subgraph it gives such fields other names. The planned document could do so itself, or `_entities` be asked twice.',
      data: {
        pets: [
          { id: '1', age: null },
          { id: '2', age: 7 },
        ],
      },
    },
  ],
};
