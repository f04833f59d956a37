import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const asset = (__typename: string, id: string, more: object) => ({
  ...{ __typename, id, path: { disk: 'd', name: `n${id}` }, bytes: Number(id) * 1000, owner: ada, ...more },
  get cost(): number {
    return this.bytes / 100;
  },
  get bill(): string {
    return `${this.owner.name} pays ${this.cost}`;
  },
  get preview(): string {
    return `${this.path.disk}:${this.path.name}.png`;
  },
});
const ada = {
  __typename: 'User',
  id: 'u',
  name: 'Ada',
  get assets(): unknown[] {
    return [video, text];
  },
};
const video = asset('Video', '1', { seconds: 60 });
const text = asset('Text', '2', { words: 300 });

/** Interface objects that require one another’s fields and are found by several keys. */
export const interfaceObjectKeys: Supergraph = {
  name: 'interface objects with several keys and requirements',
  ...oneWorld(
    {
      core: `type Query { assets: [Asset!]! video: Video } interface Asset @key(fields: "id") @key(fields: "path { disk name }") { id: ID! path: Path! } type Path @shareable { disk: String! name: String! }
        type Video implements Asset @key(fields: "id") @key(fields: "path { disk name }") { id: ID! path: Path! seconds: Int } type Text implements Asset @key(fields: "id") @key(fields: "path { disk name }") { id: ID! path: Path! words: Int }`,
      sizes: `type Asset @interfaceObject @key(fields: "path { disk name }") { path: Path! bytes: Int! preview: String } type Path @shareable { disk: String! name: String! }`,
      costs: `type Asset @interfaceObject @key(fields: "id") { id: ID! bytes: Int! @external cost: Float! @requires(fields: "bytes") owner: User! } type User @key(fields: "id") { id: ID! assets: [Asset!]! }`,
      users:
        `type User @key(fields: "id") { id: ID! name: String! } type Asset @interfaceObject @key(fields: "id") { id: ID! cost: Float! @external owner: User! @external bill: String! @requires(fields: "cost owner { name }") }`.replace(
          'name: String! }',
          'name: String! @shareable }',
        ),
    },
    { rows: [video, text, ada], resolvers: { Query: { assets: () => [video, text], video: () => video } } },
  ),
  cases: [
    {
      title: 'by a key that is an object',
      query: '{ assets { bytes preview } }',
      data: {
        assets: [
          { bytes: 1000, preview: 'd:n1.png' },
          { bytes: 2000, preview: 'd:n2.png' },
        ],
      },
      calls: ['core', 'sizes'],
    },
    {
      title: 'requiring what another interface object adds',
      query: '{ assets { cost } }',
      data: { assets: [{ cost: 10 }, { cost: 20 }] },
      calls: ['core', 'costs', 'sizes'],
    },
    {
      title: 'requiring what another requires',
      query: '{ video { seconds bill } }',
      data: { video: { seconds: 60, bill: 'Ada pays 10' } },
    },
    {
      title: 'on the types',
      query: '{ assets { ... on Video { seconds cost } ... on Text { words bytes } } }',
      data: {
        assets: [
          { seconds: 60, cost: 10 },
          { words: 300, bytes: 2000 },
        ],
      },
    },
    {
      title: 'reached through another entity',
      query: '{ video { owner { name assets { id bytes cost } } } }',
      data: {
        video: {
          owner: {
            name: 'Ada',
            assets: [
              { id: '1', bytes: 1000, cost: 10 },
              { id: '2', bytes: 2000, cost: 20 },
            ],
          },
        },
      },
    },
    {
      title: 'reached through another entity, with their types',
      query: '{ video { owner { assets { __typename path { name } } } } }',
      data: {
        video: {
          owner: {
            assets: [
              { __typename: 'Video', path: { name: 'n1' } },
              { __typename: 'Text', path: { name: 'n2' } },
            ],
          },
        },
      },
    },
    {
      title: 'reached through another entity, with fields of their types',
      query: '{ video { owner { assets { ... on Text { words } } } } }',
      data: { video: { owner: { assets: [{}, { words: 300 }] } } },
    },
    {
      title: 'everything at once',
      query: '{ assets { id bill cost bytes preview owner { id } __typename } }',
      data: {
        assets: [
          {
            id: '1',
            bill: 'Ada pays 10',
            cost: 10,
            bytes: 1000,
            preview: 'd:n1.png',
            owner: { id: 'u' },
            __typename: 'Video',
          },
          {
            id: '2',
            bill: 'Ada pays 20',
            cost: 20,
            bytes: 2000,
            preview: 'd:n2.png',
            owner: { id: 'u' },
            __typename: 'Text',
          },
        ],
      },
    },
  ],
};
