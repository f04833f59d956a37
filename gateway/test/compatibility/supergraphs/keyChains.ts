import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const part = (id: string, more: Record<string, unknown> = {}): Row => ({
  ...{ __typename: 'Part', id, uuid: `u-${id}`, slug: `s-${id}`, serial: Number(id) * 10 },
  ...{ title: `Part ${id}`, stock: Number(id) + 4, price: Number(id) * 1.5, origin: { land: 'IT' }, ...more },
});
const parts = [part('1'), part('2', { stock: null, origin: null })];

export const keyChains: Supergraph = {
  name: 'keys that must be exchanged for others on the way',
  ...oneWorld(
    {
      ids: `type Query { part: Part! parts: [Part!]! } type Part @key(fields: "id") { id: ID! title: String }`,
      uuids: `type Part @key(fields: "id") @key(fields: "uuid") { id: ID! uuid: ID! price: Float }`,
      slugs: `type Query { bySlug(slug: ID!): Part } type Part @key(fields: "uuid") @key(fields: "slug") { uuid: ID! slug: ID! origin: Origin } type Origin { land: String }`,
      serials: `type Part @key(fields: "slug") { slug: ID! serial: Int! stock: Int }`,
    },
    {
      rows: parts,
      resolvers: {
        Query: {
          part: () => parts[0],
          parts: () => parts,
          bySlug: (_: unknown, { slug }: { slug: string }) => parts.find((row) => row.slug === slug) ?? null,
        },
      },
    },
  ),
  cases: [
    {
      title: 'two steps away',
      query: '{ part { title origin { land } } }',
      data: { part: { title: 'Part 1', origin: { land: 'IT' } } },
      calls: ['ids', 'slugs', 'uuids'],
    },
    {
      title: 'three steps away',
      query: '{ parts { stock } }',
      data: { parts: [{ stock: 5 }, { stock: null }] },
      calls: ['ids', 'serials', 'slugs', 'uuids'],
    },
    {
      title: 'with fields from every stop',
      query: '{ parts { serial origin { land } price title } }',
      data: {
        parts: [
          { serial: 10, origin: { land: 'IT' }, price: 1.5, title: 'Part 1' },
          { serial: 20, origin: null, price: 3, title: 'Part 2' },
        ],
      },
    },
    {
      title: 'backwards',
      query: '{ bySlug(slug: "s-2") { title id serial } }',
      data: { bySlug: { title: 'Part 2', id: '2', serial: 20 } },
    },
    {
      title: 'from an entity that is not there',
      query: '{ bySlug(slug: "s-9") { title serial } }',
      data: { bySlug: null },
      calls: ['slugs'],
    },
    {
      title: 'when a stop does not know the entity, what lies behind it is null',
      query: '{ part { title stock price } }',
      intercept: { uuids: () => ({ data: { _entities: [null] } }) },
      data: { part: { title: 'Part 1', stock: null, price: null } },
    },
    {
      title: 'when a stop is away, what lies behind it is null and says so',
      query: '{ part { title stock origin { land } } }',
      intercept: { uuids: () => Promise.reject(new Error('away')) },
      data: { part: { title: 'Part 1', stock: null, origin: null } },
      errors: ['part SUBGRAPH_UNREACHABLE'],
    },
  ],
};
