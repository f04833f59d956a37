import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

interface Paging {
  readonly first?: number | null;
  readonly after?: string | null;
}

const connection = (rows: readonly Row[], { first, after }: Paging) => {
  const start = after == null ? 0 : rows.findIndex(({ id }) => id === after) + 1;
  const shown = rows.slice(start, first == null ? undefined : start + first);
  return {
    total: rows.length,
    edges: shown.map((node) => ({ cursor: node.id, node })),
    nodes: shown,
    pageInfo: { end: shown.at(-1)?.id ?? null, more: start + shown.length < rows.length },
  };
};
const song = (n: number): Row => ({
  __typename: 'Song',
  id: `s${n}`,
  title: `song ${n}`,
  plays: n * 100,
  get artist() {
    return n === 3 ? null : artist;
  },
});
const songs: readonly Row[] = [1, 2, 3].map(song);
const artist: Row = {
  __typename: 'Artist',
  id: 'a',
  name: 'Nina',
  songs: (paging: Paging) => connection(songs, paging),
  fans: (paging: Paging) => connection([fan], paging),
};
const fan: Row = { __typename: 'Fan', id: 'f', nick: 'Flo', idol: artist };

export const connections: Supergraph = {
  name: 'lists in pages',
  ...oneWorld(
    {
      music: `type Query { songs(first: Int, after: String): Songs! } type Songs { total: Int! edges: [SongEdge!]! nodes: [Song!]! pageInfo: PageInfo! } type SongEdge { cursor: String! node: Song! } type PageInfo @shareable { end: String more: Boolean! }
        type Song @key(fields: "id") { id: ID! title: String! artist: Artist } type Artist @key(fields: "id") { id: ID! songs(first: Int = 2, after: String): Songs! }`,
      people: `type Query { artists: [Artist!]! } type Artist @key(fields: "id") { id: ID! name: String! fans(first: Int): Fans! } type Fans { total: Int! edges: [FanEdge!]! pageInfo: PageInfo! } type FanEdge { cursor: String! node: Fan! } type PageInfo @shareable { end: String more: Boolean! } type Fan @key(fields: "id") { id: ID! nick: String idol: Artist }`,
      stats: `type Song @key(fields: "id") { id: ID! plays: Int! }`,
    },
    {
      rows: [...songs, artist, fan],
      resolvers: {
        Query: { songs: (_: unknown, paging: Paging) => connection(songs, paging), artists: () => [artist] },
      },
    },
  ),
  cases: [
    {
      title: 'with entities in the edges',
      query: '{ songs(first: 2) { edges { cursor node { title plays } } pageInfo { end more } } }',
      data: {
        songs: {
          edges: [
            { cursor: 's1', node: { title: 'song 1', plays: 100 } },
            { cursor: 's2', node: { title: 'song 2', plays: 200 } },
          ],
          pageInfo: { end: 's2', more: true },
        },
      },
    },
    {
      title: 'from a cursor in a variable',
      query:
        'query ($after: String, $n: Int) { songs(first: $n, after: $after) { total nodes { id } pageInfo { more end } } }',
      variables: { after: 's2' },
      data: { songs: { total: 3, nodes: [{ id: 's3' }], pageInfo: { more: false, end: 's3' } } },
    },
    {
      title: 'within pages',
      query:
        '{ artists { name songs { nodes { plays } pageInfo { more } } fans { edges { node { nick idol { name songs(first: 1) { nodes { title } } } } } } } }',
      data: {
        artists: [
          {
            name: 'Nina',
            songs: { nodes: [{ plays: 100 }, { plays: 200 }], pageInfo: { more: true } },
            fans: {
              edges: [
                { node: { nick: 'Flo', idol: { name: 'Nina', songs: { nodes: [{ title: 'song 1' }] } } } },
              ],
            },
          },
        ],
      },
    },
    {
      title: 'twice with different pages',
      query:
        '{ artists { a: songs(first: 1) { nodes { id plays } } b: songs(first: 1, after: "s1") { nodes { id plays } } c: songs(first: 0) { nodes { plays } total } } }',
      data: {
        artists: [
          {
            a: { nodes: [{ id: 's1', plays: 100 }] },
            b: { nodes: [{ id: 's2', plays: 200 }] },
            c: { nodes: [], total: 3 },
          },
        ],
      },
    },
    {
      title: 'with the same entities in edges and nodes',
      query: '{ songs { nodes { plays } edges { node { plays artist { name } } } } }',
      data: {
        songs: {
          nodes: [{ plays: 100 }, { plays: 200 }, { plays: 300 }],
          edges: [
            { node: { plays: 100, artist: { name: 'Nina' } } },
            { node: { plays: 200, artist: { name: 'Nina' } } },
            { node: { plays: 300, artist: null } },
          ],
        },
      },
    },
    {
      title: 'with nothing but what they share',
      query: '{ songs(first: 1) { pageInfo { __typename more } } artists { fans { pageInfo { end } } } }',
      data: {
        songs: { pageInfo: { __typename: 'PageInfo', more: true } },
        artists: [{ fans: { pageInfo: { end: 'f' } } }],
      },
    },
  ],
};
