import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const book: Row = { __typename: 'Book', id: '1', title: 'Dune', isbn: '978', stock: 3 };
const film: Row = { __typename: 'Film', id: '2', title: 'Heat', minutes: 170, stock: 0 };
const song: Row = { __typename: 'Song', id: '3', bpm: 120, stock: null };
const shelf: Row = {
  __typename: 'Shelf',
  name: 'top',
  content: [book, film, [song]].flat(),
  nested: [[book], [], [film, book]],
};

export const unions: Supergraph = {
  name: 'unions whose members differ by subgraph',
  ...oneWorld(
    {
      a: `type Query { mixed: [Work]! one: Work none: Work shelf: Shelf! } union Work = Book | Film | Shelf type Shelf { name: String! content: [Work!]! nested: [[Work!]!]! }
        type Book @key(fields: "id") { id: ID! title: String! } type Film @key(fields: "id") { id: ID! title: String! minutes: Int! } type Song @key(fields: "id", resolvable: false) { id: ID! }
        union Work = Book | Film | Shelf | Song`.replace('union Work = Book | Film | Shelf type', 'type'),
      b: `type Query { heard: [Work!]! } union Work = Song | Book type Song @key(fields: "id") { id: ID! bpm: Int! stock: Int } type Book @key(fields: "id") { id: ID! isbn: String! stock: Int }
        type Film @key(fields: "id") { id: ID! stock: Int }`,
    },
    {
      rows: [book, film, song],
      resolvers: {
        Query: {
          mixed: () => [song, null, book, shelf, film, book],
          one: () => film,
          none: () => null,
          shelf: () => shelf,
          heard: () => [song, book],
        },
      },
    },
  ),
  cases: [
    {
      title: 'only their types',
      query: '{ mixed { __typename } one { kind: __typename } none { __typename } }',
      data: {
        mixed: [
          { __typename: 'Song' },
          null,
          { __typename: 'Book' },
          { __typename: 'Shelf' },
          { __typename: 'Film' },
          { __typename: 'Book' },
        ],
        one: { kind: 'Film' },
        none: null,
      },
      calls: ['a'],
    },
    {
      title: 'completed by another subgraph, each in its way',
      query:
        '{ mixed { ... on Book { title isbn } ... on Film { stock } ... on Song { bpm } ... on Shelf { name } } }',
      data: {
        mixed: [
          { bpm: 120 },
          null,
          { title: 'Dune', isbn: '978' },
          { name: 'top' },
          { stock: 0 },
          { title: 'Dune', isbn: '978' },
        ],
      },
      calls: ['a', 'b'],
    },
    {
      title: 'from the subgraph that knows fewer members',
      query:
        '{ heard { __typename ... on Book { title stock } ... on Song { bpm stock } ... on Film { minutes } } }',
      data: {
        heard: [
          { __typename: 'Song', bpm: 120, stock: null },
          { __typename: 'Book', title: 'Dune', stock: 3 },
        ],
      },
    },
    {
      title: 'with a fragment for members that never come from there',
      query: '{ heard { ... on Film { minutes stock } ... on Shelf { name } } }',
      data: { heard: [{}, {}] },
    },
    {
      title: 'in lists of lists',
      query: '{ shelf { nested { ... on Book { isbn } ... on Film { stock title } } } }',
      data: { shelf: { nested: [[{ isbn: '978' }], [], [{ stock: 0, title: 'Heat' }, { isbn: '978' }]] } },
    },
    {
      title: 'below one another',
      query:
        '{ mixed { ... on Shelf { content { __typename ... on Song { bpm } ... on Book { stock } } } } }',
      data: {
        mixed: [
          {},
          null,
          {},
          {
            content: [
              { __typename: 'Book', stock: 3 },
              { __typename: 'Film' },
              { __typename: 'Song', bpm: 120 },
            ],
          },
          {},
          {},
        ],
      },
    },
    {
      title: 'with the same alias for a field of every member',
      query: '{ mixed { ... on Book { n: stock } ... on Film { n: stock } ... on Song { n: stock } } }',
      data: { mixed: [{ n: null }, null, { n: 3 }, {}, { n: 0 }, { n: 3 }] },
    },
    {
      title: 'with an unknown member is an error of that item alone',
      query: '{ mixed { __typename ... on Book { isbn } } }',
      intercept: {
        a: () => ({ data: { mixed: [{ __typename: 'Ghost', id: '1' }, { __typename: 'Film' }] } }),
      },
      data: { mixed: [null, { __typename: 'Film' }] },
      errors: ['mixed.0 SUBGRAPH_INVALID_VALUE'],
    },
  ],
};
