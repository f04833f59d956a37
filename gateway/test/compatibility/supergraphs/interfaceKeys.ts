import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const house: Row = {
  __typename: 'House',
  id: '1',
  code: 'h',
  street: 'Main',
  rooms: 4,
  owner: { __typename: 'Person', id: 'p', name: 'Pat' },
  tax: 10,
};
const boat: Row = {
  __typename: 'Boat',
  id: '2',
  code: 'b',
  harbour: 'North',
  rooms: 1,
  owner: null,
  tax: null,
};
const assets = [house, boat];

/** Interfaces with keys that several subgraphs know as interfaces, without interface objects. */
export const interfaceKeys: Supergraph = {
  name: 'interfaces with keys',
  ...oneWorld(
    {
      a: `type Query { assets: [Asset!]! asset(id: ID!): Asset } interface Asset @key(fields: "id") { id: ID! code: String! } type House implements Asset @key(fields: "id") { id: ID! code: String! street: String } type Boat implements Asset @key(fields: "id") { id: ID! code: String! harbour: String }`,
      b: `type Query { owned: [Asset] roomy: Asset } interface Asset @key(fields: "id") { id: ID! rooms: Int! owner: Person } type House implements Asset @key(fields: "id") { id: ID! rooms: Int! owner: Person } type Boat implements Asset @key(fields: "id") { id: ID! rooms: Int! owner: Person } type Person @key(fields: "id") { id: ID! }`,
      c: `type Person @key(fields: "id") { id: ID! name: String! } type Asset @interfaceObject @key(fields: "id") { id: ID! tax: Int }`,
    },
    {
      rows: [...assets, house.owner as Row],
      resolvers: {
        Query: {
          assets: () => assets,
          owned: () => [boat, null, house],
          roomy: () => house,
          asset: (_: unknown, { id }: { id: string }) => assets.find((row) => row.id === id) ?? null,
        },
      },
    },
  ),
  cases: [
    {
      title: 'from one to the other',
      query: '{ assets { code rooms } }',
      data: {
        assets: [
          { code: 'h', rooms: 4 },
          { code: 'b', rooms: 1 },
        ],
      },
      calls: ['a', 'b'],
    },
    {
      title: 'back',
      query: '{ owned { rooms code } }',
      data: { owned: [{ rooms: 1, code: 'b' }, null, { rooms: 4, code: 'h' }] },
      calls: ['a', 'b'],
    },
    {
      title: 'with fields of the types',
      query: '{ roomy { __typename ... on House { street rooms } ... on Boat { harbour } } }',
      data: { roomy: { __typename: 'House', street: 'Main', rooms: 4 } },
    },
    {
      title: 'with an entity behind',
      query: '{ assets { owner { name } code } }',
      data: {
        assets: [
          { owner: { name: 'Pat' }, code: 'h' },
          { owner: null, code: 'b' },
        ],
      },
      calls: ['a', 'b', 'c'],
    },
    {
      title: 'with an interface object beside',
      query: '{ owned { tax code ... on Boat { harbour tax } } }',
      data: { owned: [{ tax: null, code: 'b', harbour: 'North' }, null, { tax: 10, code: 'h' }] },
    },
    {
      title: 'narrowed to one type that another subgraph completes',
      query: '{ assets { ... on Boat { harbour rooms tax } } }',
      data: { assets: [{}, { harbour: 'North', rooms: 1, tax: null }] },
    },
    {
      title: 'that are not there',
      query: '{ asset(id: "7") { rooms code tax } }',
      data: { asset: null },
      calls: ['a'],
    },
  ],
};
