import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const user: Row = {
  __typename: 'User',
  id: '1',
  name: 'Ada',
  image: { __typename: 'Photo', url: '/1', alt: 'ada' },
  get feed() {
    return [post, ad, news];
  },
  rank: 1,
};
const post: Row = {
  __typename: 'Post',
  id: 'p',
  text: 'hi',
  author: user,
  image: { __typename: 'Svg', paths: 3, alt: null },
  rank: 2,
  topics: [],
};
const ad: Row = { __typename: 'Ad', campaign: 'c', target: post, image: null };
const news: Row = {
  __typename: 'News',
  id: 'n',
  text: 'late',
  rank: 3,
  image: { __typename: 'Photo', url: '/n', alt: null },
  get topics() {
    return [user, post];
  },
};

/** Values behind interfaces and unions whose fields are spread over subgraphs. */
export const abstractCompletion: Supergraph = {
  name: 'interfaces and unions completed across subgraphs',
  ...oneWorld(
    {
      a: `type Query { feed: [Entry!]! me: User! } union Entry = Post | Ad | News interface Ranked { rank: Int } type User @key(fields: "id") { id: ID! feed: [Entry!]! } type Post @key(fields: "id") { id: ID! author: User! } type Ad { campaign: String! target: Entry image: Image } type News @key(fields: "id") { id: ID! topics: [Topic!]! } union Topic = User | Post
        interface Image { alt: String @shareable } type Photo implements Image @shareable { alt: String url: String! } type Svg implements Image @shareable { alt: String paths: Int }`.replace(
        'alt: String @shareable }',
        'alt: String }',
      ),
      b: `interface Texted { text: String! } interface Pictured { image: Image } interface Image { alt: String } type Photo implements Image @shareable { alt: String url: String! } type Svg implements Image @shareable { alt: String paths: Int }
        type Post implements Texted & Pictured @key(fields: "id") { id: ID! text: String! image: Image } type News implements Texted & Pictured @key(fields: "id") { id: ID! text: String! image: Image } type User implements Pictured @key(fields: "id") { id: ID! image: Image name: String! }`,
      c: `interface Ranked { rank: Int } type Post implements Ranked @key(fields: "id") { id: ID! rank: Int } type News implements Ranked @key(fields: "id") { id: ID! rank: Int } type User implements Ranked @key(fields: "id") { id: ID! rank: Int } type Query { ranked: [Ranked!]! }`,
    },
    {
      rows: [user, post, news],
      resolvers: { Query: { feed: () => [post, ad, news], me: () => user, ranked: () => [news, user] } },
    },
  ),
  cases: [
    {
      title: 'by an interface only another subgraph knows',
      query: '{ feed { ... on Texted { text } ... on Ad { campaign } } }',
      data: { feed: [{ text: 'hi' }, { campaign: 'c' }, { text: 'late' }] },
    },
    {
      title: 'by two interfaces of two subgraphs',
      query:
        '{ feed { __typename ... on Ranked { rank } ... on Pictured { image { alt __typename ... on Photo { url } } } } }',
      data: {
        feed: [
          { __typename: 'Post', rank: 2, image: { alt: null, __typename: 'Svg' } },
          { __typename: 'Ad' },
          { __typename: 'News', rank: 3, image: { alt: null, __typename: 'Photo', url: '/n' } },
        ],
      },
    },
    {
      title: 'from an interface to fields elsewhere',
      query: '{ ranked { rank ... on Texted { text } ... on User { name feed { __typename } } } }',
      data: {
        ranked: [
          { rank: 3, text: 'late' },
          {
            rank: 1,
            name: 'Ada',
            feed: [{ __typename: 'Post' }, { __typename: 'Ad' }, { __typename: 'News' }],
          },
        ],
      },
    },
    {
      title: 'within one another',
      query:
        '{ me { feed { ... on Ad { target { ... on Post { text author { name } } } } ... on News { topics { ... on User { rank } ... on Post { image { ... on Svg { paths } } } } } } } }',
      data: {
        me: {
          feed: [
            {},
            { target: { text: 'hi', author: { name: 'Ada' } } },
            { topics: [{ rank: 1 }, { image: { paths: 3 } }] },
          ],
        },
      },
    },
    {
      title: 'with the same field in several fragments',
      query:
        '{ feed { ... on Post { image { alt } } ... on Pictured { image { __typename } } ... on News { image { ... on Photo { url } } } } }',
      data: {
        feed: [
          { image: { alt: null, __typename: 'Svg' } },
          {},
          { image: { __typename: 'Photo', url: '/n' } },
        ],
      },
    },
    {
      title: 'with named fragments on everything',
      query:
        'fragment R on Ranked { rank } fragment P on Pictured { image { ...I } ...R } fragment I on Image { alt ... on Photo { url } ... on Svg { paths } } { me { ...P ...R } feed { ...P } }',
      data: {
        me: { image: { alt: 'ada', url: '/1' }, rank: 1 },
        feed: [{ image: { alt: null, paths: 3 }, rank: 2 }, {}, { image: { alt: null, url: '/n' }, rank: 3 }],
      },
    },
    {
      title: 'with a union in a union member, both completed',
      query:
        '{ feed { ... on Ad { target { __typename ... on Ranked { rank } ... on Texted { text } } } ... on Ranked { rank } } }',
      data: { feed: [{ rank: 2 }, { target: { __typename: 'Post', rank: 2, text: 'hi' } }, { rank: 3 }] },
    },
  ],
};
