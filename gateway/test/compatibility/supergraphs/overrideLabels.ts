import type { Supergraph } from '../Supergraph.js';

const answers = (who: string) => ({
  ...{ __resolveReference: (from: unknown) => from, id: ({ id }: { id: string }) => id },
  ...Object.fromEntries(['none', 'all', 'flag', 'plain'].map((name) => [name, () => who])),
});

/** With a label a field moves for a part of the requests, or for those whose host says so. */
export const overrideLabels: Supergraph = {
  name: 'fields that move to another subgraph by degrees',
  subgraphs: {
    old: {
      sdl: `type Query { thing: Thing rootNone: String rootAll: String } type Thing @key(fields: "id") { id: ID! none: String all: String flag: String plain: String }`,
      resolvers: {
        Query: { thing: () => ({ id: '1' }), rootNone: () => 'old', rootAll: () => 'old' },
        Thing: answers('old'),
      },
    },
    new: {
      sdl: `type Query { fresh: Thing rootNone: String @override(from: "old", label: "percent(0)") rootAll: String @override(from: "old", label: "percent(100)") }
        type Thing @key(fields: "id") { id: ID! none: String @override(from: "old", label: "percent(0)") all: String @override(from: "old", label: "percent(100)")
          flag: String @override(from: "old", label: "beta") plain: String @override(from: "old") }`,
      resolvers: {
        Query: { fresh: () => ({ id: '2' }), rootNone: () => 'new', rootAll: () => 'new' },
        Thing: answers('new'),
      },
    },
  },
  cases: [
    {
      title: 'at 0 % stay where they were',
      query: '{ thing { none } rootNone }',
      data: { thing: { none: 'old' }, rootNone: 'old' },
      calls: ['old'],
    },
    {
      title: 'at 100 % have moved',
      query: '{ thing { all } rootAll }',
      data: { thing: { all: 'new' }, rootAll: 'new' },
    },
    {
      title: 'with a label nobody activates stay where they were',
      query: '{ thing { flag } }',
      data: { thing: { flag: 'old' } },
      calls: ['old'],
    },
    {
      title: 'do not disturb those without a label',
      query: '{ thing { plain none all } }',
      data: { thing: { plain: 'new', none: 'old', all: 'new' } },
    },
    {
      title: 'are asked of the old one by a path that starts at the new',
      query: '{ fresh { none flag all } }',
      data: { fresh: { none: 'old', flag: 'old', all: 'new' } },
      calls: ['new', 'old'],
    },
  ],
};
