import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const media = (__typename: string, id: string, more: object) => ({
  ...{ __typename, id, title: `${__typename} ${id}`, ...more },
  get likes() {
    return Number(id) * 10;
  },
  get headline(): string {
    return `* ${this.title}`;
  },
  score: ({ of = 1 }: { of?: number }) => Number(id) / of,
  comments: [{ text: `on ${id}`, stars: 5 }],
});
const dune = media('Book', '1', { pages: 412 });
const heat = media('Film', '2', { minutes: 170 });
const emma = media('Book', '3', { pages: null });
const all = [dune, heat, emma];

export const interfaceObject: Supergraph = {
  name: 'fields that one subgraph adds to every type of an interface',
  ...oneWorld(
    {
      media: `type Query { all: [Media!]! book: Book media(id: ID!): Media } interface Media @key(fields: "id") { id: ID! title: String! }
        type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int } type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int! }`,
      likes: `type Query { best: Media liked: [Media!]! } type Media @interfaceObject @key(fields: "id") { id: ID! likes: Int! score(of: Int = 2): Float comments: [Comment!]! }
        type Comment { text: String! stars: Int! }`,
      headlines: `type Media @interfaceObject @key(fields: "id") { id: ID! title: String! @external headline: String! @requires(fields: "title") }`,
    },
    {
      rows: all,
      resolvers: {
        Query: {
          all: () => all,
          book: () => dune,
          best: () => heat,
          liked: () => [emma, heat],
          media: (_: unknown, { id }: { id: string }) => all.find((row) => row.id === id) ?? null,
        },
      },
    },
  ),
  cases: [
    {
      title: 'through the interface',
      query: '{ all { title likes } }',
      data: {
        all: [
          { title: 'Book 1', likes: 10 },
          { title: 'Film 2', likes: 20 },
          { title: 'Book 3', likes: 30 },
        ],
      },
      calls: ['likes', 'media'],
    },
    {
      title: 'on one of its types',
      query: '{ book { pages likes score } }',
      data: { book: { pages: 412, likes: 10, score: 0.5 } },
      calls: ['likes', 'media'],
    },
    {
      title: 'within fragments on its types',
      query: '{ all { ... on Book { likes pages } ... on Film { minutes } } }',
      data: { all: [{ likes: 10, pages: 412 }, { minutes: 170 }, { likes: 30, pages: null }] },
    },
    {
      title: 'from a root that only knows the interface, with its own fields',
      query: '{ best { id likes comments { text } } }',
      data: { best: { id: '2', likes: 20, comments: [{ text: 'on 2' }] } },
      calls: ['likes'],
    },
    {
      title: 'from a root that only knows the interface, with fields of the interface elsewhere',
      query: '{ liked { title likes } }',
      data: {
        liked: [
          { title: 'Book 3', likes: 30 },
          { title: 'Film 2', likes: 20 },
        ],
      },
      calls: ['likes', 'media'],
    },
    {
      title: 'from a root that only knows the interface, with its type',
      query: '{ liked { __typename kind: __typename likes } }',
      data: {
        liked: [
          { __typename: 'Book', kind: 'Book', likes: 30 },
          { __typename: 'Film', kind: 'Film', likes: 20 },
        ],
      },
      calls: ['likes', 'media'],
    },
    {
      title: 'from a root that only knows the interface, with fragments on its types',
      query: '{ liked { ... on Film { minutes } ... on Book { pages title } likes } }',
      data: {
        liked: [
          { pages: null, title: 'Book 3', likes: 30 },
          { minutes: 170, likes: 20 },
        ],
      },
    },
    {
      title: 'from a root that only knows the interface, with its own field in a fragment on a type',
      query: '{ liked { id ... on Book { likes } } }',
      data: { liked: [{ id: '3', likes: 30 }, { id: '2' }] },
    },
    {
      title: 'from a root that only knows the interface, with its type and a fragment on one of its types',
      query: '{ best { __typename id ... on Film { minutes } } }',
      data: { best: { __typename: 'Film', id: '2', minutes: 170 } },
    },
    {
      title: 'from a root that only knows the interface, with its own fields in fragments on two types',
      query: '{ liked { ... on Book { score } ... on Film { likes } } }',
      data: { liked: [{ score: 1.5 }, { likes: 20 }] },
    },
    {
      title: 'from a root that only knows the interface, with arguments in fragments on two types',
      query:
        'query ($n: Int) { liked { ... on Book { s: score(of: $n) } id ... on Film { s: score(of: 4) likes } } }',
      variables: { n: 2 },
      data: {
        liked: [
          { s: 1.5, id: '3' },
          { id: '2', s: 0.5, likes: 20 },
        ],
      },
    },
    {
      title: 'from a root that only knows the interface, with objects of its own in fragments on two types',
      query:
        '{ liked { ... on Book { comments { text } headline } ... on Film { comments { stars } title } } }',
      data: {
        liked: [
          { comments: [{ text: 'on 3' }], headline: '* Book 3' },
          { comments: [{ stars: 5 }], title: 'Film 2' },
        ],
      },
    },
    {
      title: 'with its own fields in fragments on two types',
      query: '{ all { ... on Book { score } ... on Film { likes } } }',
      data: { all: [{ score: 0.5 }, { likes: 20 }, { score: 1.5 }] },
    },
    {
      title: 'which require a field of the interface',
      query: '{ all { headline } book { headline title } }',
      data: {
        all: [{ headline: '* Book 1' }, { headline: '* Film 2' }, { headline: '* Book 3' }],
        book: { headline: '* Book 1', title: 'Book 1' },
      },
    },
    {
      title: 'which require a field of the interface, from the root of another that only knows the interface',
      query: '{ best { headline likes } }',
      data: { best: { headline: '* Film 2', likes: 20 } },
    },
    {
      title: 'with arguments under several names',
      query:
        'query ($n: Int!) { media(id: "3") { a: score b: score(of: $n) ... on Book { c: score(of: 1) } } }',
      variables: { n: 4 },
      data: { media: { a: 1.5, b: 0.75, c: 3 } },
    },
    {
      title: 'of something that is not there',
      query: '{ media(id: "9") { likes headline __typename } }',
      data: { media: null },
      calls: ['media'],
    },
  ],
};
