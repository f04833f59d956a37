import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const dog: Row = {
  __typename: 'Dog',
  id: '1',
  name: 'Rex',
  legs: 4,
  breed: 'Pug',
  chip: 'c1',
  owner: { __typename: 'Person', id: 'p', name: 'Pat' },
};
const fish: Row = { __typename: 'Fish', id: '2', name: 'Nemo', depth: 30, chip: null };
const rock: Row = { __typename: 'Rock', id: '3', mass: 2.5, chip: 'c3' };
const all = [dog, fish, rock];

export const interfaces: Supergraph = {
  name: 'interfaces of interfaces over several subgraphs',
  ...oneWorld(
    {
      a: `type Query { things: [Thing!]! animals: [Animal] thing(id: ID!): Thing walkers: [Walker!]! }
        interface Thing { id: ID! } interface Animal implements Thing { id: ID! name: String! } interface Walker implements Animal & Thing { id: ID! name: String! legs: Int! }
        type Dog implements Walker & Animal & Thing @key(fields: "id") { id: ID! name: String! legs: Int! owner: Person }
        type Fish implements Animal & Thing @key(fields: "id") { id: ID! name: String! depth: Int } type Rock implements Thing @key(fields: "id") { id: ID! }
        type Person implements Named { id: ID! name: String! } interface Named { name: String! }`,
      b: `interface Thing { id: ID! chip: String } interface Animal implements Thing { id: ID! chip: String } interface Walker implements Animal & Thing { id: ID! chip: String }
        type Dog implements Walker & Animal & Thing @key(fields: "id") { id: ID! chip: String breed: String! } type Fish implements Animal & Thing @key(fields: "id") { id: ID! chip: String }
        type Rock implements Thing @key(fields: "id") { id: ID! chip: String mass: Float! }`,
    },
    {
      rows: all,
      resolvers: {
        Query: {
          things: () => all,
          animals: () => [fish, null, dog],
          walkers: () => [dog],
          thing: (_: unknown, { id }: { id: string }) => all.find((row) => row.id === id) ?? null,
        },
      },
    },
  ),
  cases: [
    {
      title: 'a field of the interface that another subgraph has',
      query: '{ things { id chip } }',
      data: {
        things: [
          { id: '1', chip: 'c1' },
          { id: '2', chip: null },
          { id: '3', chip: 'c3' },
        ],
      },
      calls: ['a', 'b'],
    },
    {
      title: 'narrowed step by step',
      query:
        '{ things { ... on Animal { name ... on Walker { legs ... on Dog { breed } } } ... on Rock { mass } } }',
      data: { things: [{ name: 'Rex', legs: 4, breed: 'Pug' }, { name: 'Nemo' }, { mass: 2.5 }] },
    },
    {
      title: 'widened and narrowed again',
      query:
        '{ walkers { ... on Thing { id ... on Dog { breed } ... on Fish { depth } ... on Animal { name } } } }',
      data: { walkers: [{ id: '1', breed: 'Pug', name: 'Rex' }] },
    },
    {
      title: 'through fragments no type can match',
      query: '{ walkers { id ... on Animal { ... on Fish { depth chip } } } }',
      data: { walkers: [{ id: '1' }] },
      calls: ['a'],
    },
    {
      title: 'with nothing but fragments that do not match',
      query: '{ animals { ... on Thing { ... on Rock { mass } } } }',
      data: { animals: [{}, null, {}] },
    },
    {
      title: 'with types under aliases at every level',
      query:
        '{ things { a: __typename ... on Animal { b: __typename ... on Dog { c: __typename owner { d: __typename ... on Named { name } } } } } }',
      data: {
        things: [
          { a: 'Dog', b: 'Dog', c: 'Dog', owner: { d: 'Person', name: 'Pat' } },
          { a: 'Fish', b: 'Fish' },
          { a: 'Rock' },
        ],
      },
    },
    {
      title: 'with the same name for different fields',
      query:
        '{ things { ... on Dog { x: breed y: legs } ... on Fish { x: name y: depth } ... on Rock { z: mass x: chip } } }',
      errors: [' GRAPHQL_VALIDATION_FAILED', ' GRAPHQL_VALIDATION_FAILED', ' GRAPHQL_VALIDATION_FAILED'],
    },
    {
      title: 'with the same name for different fields of one type',
      query: '{ things { ... on Dog { x: chip } ... on Rock { x: chip m: mass } ... on Fish { y: chip } } }',
      data: { things: [{ x: 'c1' }, { y: null }, { x: 'c3', m: 2.5 }] },
    },
    {
      title: 'with fields of all and of some merged',
      query: '{ thing(id: "1") { chip ... on Dog { chip breed } id ... on Animal { id name } } }',
      data: { thing: { chip: 'c1', breed: 'Pug', id: '1', name: 'Rex' } },
    },
    {
      title: 'with subselections from several fragments merged',
      query: '{ things { ... on Walker { ... on Dog { owner { name } } } ... on Dog { owner { id } } } }',
      data: { things: [{ owner: { name: 'Pat', id: 'p' } }, {}, {}] },
    },
  ],
};
