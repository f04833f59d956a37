import type { Supergraph } from '../Supergraph.js';

/** Old and new answers differ, so it shows who was asked: no single schema could say the same. */
export const override: Supergraph = {
  name: 'fields that have moved to another subgraph',
  subgraphs: {
    old: {
      sdl: `type Query { thing: Thing things: [Thing!]! moved: String! }
        type Thing @key(fields: "id") { id: ID! price: String! label: String! stays: String! box: Box } type Box { size: String @shareable }`,
      resolvers: {
        Query: { thing: () => ({ id: '1' }), things: () => [{ id: '1' }, { id: '2' }], moved: () => 'old' },
        Thing: {
          __resolveReference: (from: unknown) => from,
          price: ({ id }: { id: string }) => `old ${id}`,
          label: () => 'old',
          stays: () => 'old',
          box: () => ({ size: 'old' }),
        },
      },
    },
    new: {
      sdl: `type Query { moved: String! @override(from: "old") fresh: Thing } type Box { size: String @shareable }
        type Thing @key(fields: "id") { id: ID! price: String! @override(from: "old") label: String! @override(from: "old") box: Box @override(from: "old") tag(n: Int): String @requires(fields: "stays") stays: String! @external }`,
      resolvers: {
        Query: { moved: () => 'new', fresh: () => ({ id: '3' }) },
        Thing: {
          __resolveReference: (from: unknown) => from,
          price: ({ id }: { id: string }) => `new ${id}`,
          label: () => 'new',
          box: () => ({ size: 'new' }),
          tag: ({ stays }: { stays: string }, { n }: { n?: number }) => `${stays} ${n ?? ''}`,
        },
      },
    },
    gone: {
      sdl: `type Thing @key(fields: "id") { id: ID! rating: Int @override(from: "nobody") }`,
      resolvers: { Thing: { rating: () => 5 } },
    },
  },
  cases: [
    {
      title: 'of an entity are asked of the new one',
      query: '{ thing { price stays } }',
      data: { thing: { price: 'new 1', stays: 'old' } },
      calls: ['new', 'old'],
    },
    {
      title: 'of the root are asked of the new one',
      query: '{ moved }',
      data: { moved: 'new' },
      calls: ['new'],
    },
    {
      title: 'of lists of entities',
      query: '{ things { label price } }',
      data: {
        things: [
          { label: 'new', price: 'new 1' },
          { label: 'new', price: 'new 2' },
        ],
      },
    },
    {
      title: 'that are objects',
      query: '{ thing { box { size } } }',
      data: { thing: { box: { size: 'new' } } },
    },
    {
      title: 'need no second subgraph where they are now',
      query: '{ fresh { price label } }',
      data: { fresh: { price: 'new 3', label: 'new' } },
      calls: ['new'],
    },
    {
      title: 'beside requirements that have not moved',
      query: '{ thing { tag(n: 2) price } }',
      data: { thing: { tag: 'old 2', price: 'new 1' } },
    },
    {
      title: 'from a subgraph that is there no more',
      query: '{ thing { rating } }',
      data: { thing: { rating: 5 } },
    },
  ],
};
