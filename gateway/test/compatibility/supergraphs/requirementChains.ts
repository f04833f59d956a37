import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const step = (id: string) => ({
  ...{ __typename: 'Step', id, a0: Number(id), name: `s${id}` },
  get b1(): number {
    return this.a0 + 1;
  },
  get c2(): number {
    return this.b1 * 10;
  },
  get a3(): string {
    return `${this.c2}/${this.a0}`;
  },
  get b4(): string {
    return `[${this.a3}]`;
  },
  get c5(): string {
    return `${this.b4}${this.b1}`;
  },
  get next(): unknown {
    return id === '1' ? two : null;
  },
  get parent(): { readonly b1: number } | null {
    return id === '2' ? one : null;
  },
  get sum(): number {
    return this.a0 + (this.parent?.b1 ?? 0);
  },
});
const one = step('1');
const two = step('2');

export const requirementChains: Supergraph = {
  name: 'requirements that go back and forth between subgraphs',
  ...oneWorld(
    {
      a: `type Query { steps: [Step!]! first: Step } type Step @key(fields: "id") { id: ID! a0: Int! c2: Int! @external a3: String! @requires(fields: "c2") name: String! next: Step parent: Step }`,
      b: `type Query { second: Step } type Step @key(fields: "id") { id: ID! a0: Int! @external b1: Int! @requires(fields: "a0") a3: String! @external b4: String! @requires(fields: "a3") }`,
      c: `type Step @key(fields: "id") { id: ID! b1: Int! @external c2: Int! @requires(fields: "b1") b4: String! @external c5: String! @requires(fields: "b4 b1") }`,
      d: `type Step @key(fields: "id") { id: ID! a0: Int! @external b1: Int! @external parent: Step @external sum: Int! @requires(fields: "a0 parent { b1 }") }`,
    },
    {
      rows: [one, two],
      resolvers: {
        Query: { steps: () => [one, two], first: () => one, second: () => two },
        // The requirement of one's own subgraph is plain data there.
        Step: { a3: (from: { c2: number; id: string }) => `${from.c2}/${from.id}` },
      },
    },
  ),
  cases: [
    { title: 'one step', query: '{ first { b1 } }', data: { first: { b1: 2 } }, calls: ['a', 'b'] },
    { title: 'two steps', query: '{ first { c2 } }', data: { first: { c2: 20 } }, calls: ['a', 'b', 'c'] },
    {
      title: 'three steps, back where it began',
      query: '{ first { a3 } }',
      data: { first: { a3: '20/1' } },
      calls: ['a', 'a', 'b', 'c'],
    },
    {
      title: 'five steps',
      query: '{ steps { c5 } }',
      data: { steps: [{ c5: '[20/1]2' }, { c5: '[30/2]3' }] },
    },
    {
      title: 'four of them, in any order',
      query: '{ steps { a3 b1 b4 c2 a0 } }',
      data: {
        steps: [
          { a3: '20/1', b1: 2, b4: '[20/1]', c2: 20, a0: 1 },
          { a3: '30/2', b1: 3, b4: '[30/2]', c2: 30, a0: 2 },
        ],
      },
    },
    {
      title: 'five steps beside the first',
      query: '{ steps { a0 c5 } }',
      data: {
        steps: [
          { a0: 1, c5: '[20/1]2' },
          { a0: 2, c5: '[30/2]3' },
        ],
      },
    },
    {
      title: 'five steps beside the second',
      query: '{ steps { c5 c2 } }',
      data: {
        steps: [
          { c5: '[20/1]2', c2: 20 },
          { c5: '[30/2]3', c2: 30 },
        ],
      },
    },
    {
      title: 'all of them, in any order',
      query: '{ steps { c5 a3 b1 b4 c2 a0 } }',
      data: {
        steps: [
          { c5: '[20/1]2', a3: '20/1', b1: 2, b4: '[20/1]', c2: 20, a0: 1 },
          { c5: '[30/2]3', a3: '30/2', b1: 3, b4: '[30/2]', c2: 30, a0: 2 },
        ],
      },
    },
    { title: 'from the middle', query: '{ second { c2 name } }', data: { second: { c2: 30, name: 's2' } } },
    {
      title: 'through another entity',
      query: '{ steps { sum } }',
      data: { steps: [{ sum: 1 }, { sum: 4 }] },
    },
    {
      title: 'through another entity the client asks for, too',
      query: '{ second { parent { name b1 c2 } sum } }',
      data: { second: { parent: { name: 's1', b1: 2, c2: 20 }, sum: 4 } },
    },
    {
      title: 'at two depths at once',
      query: '{ first { a3 next { a3 sum parent { a3 } } } }',
      data: { first: { a3: '20/1', next: { a3: '30/2', sum: 4, parent: { a3: '20/1' } } } },
    },
    {
      title: 'under names that cross',
      query: '{ first { b1: c2 c2: b1 a3: b4 } }',
      data: { first: { b1: 20, c2: 2, a3: '[20/1]' } },
    },
    {
      title: 'behind another entity, back where it began, from the middle',
      query: '{ second { parent { a3 } } }',
      data: { second: { parent: { a3: '20/1' } } },
    },
    {
      title: 'behind another entity, with conditions, fragments and aliases',
      query:
        'query ($no: Boolean = false) { second { parent { ...F other: c5 @skip(if: $no) } } } fragment F on Step { x: a3 b4 @include(if: $no) c5 @include(if: $no) }',
      data: { second: { parent: { x: '20/1', other: '[20/1]2' } } },
    },
    {
      title: 'at every depth, with what comes before them',
      query: '{ first { c5 c2 next { c5 b4 parent { c5 a3 sum } sum } } }',
      data: {
        first: {
          c5: '[20/1]2',
          c2: 20,
          next: { c5: '[30/2]3', b4: '[30/2]', parent: { c5: '[20/1]2', a3: '20/1', sum: 1 }, sum: 4 },
        },
      },
    },
    {
      title: 'under names that cross, from the end to the beginning',
      query: '{ steps { a0: c5 b1: b4 c2: a3 a3: c2 b4: b1 c5: a0 } }',
      data: {
        steps: [
          { a0: '[20/1]2', b1: '[20/1]', c2: '20/1', a3: 20, b4: 2, c5: 1 },
          { a0: '[30/2]3', b1: '[30/2]', c2: '30/2', a3: 30, b4: 3, c5: 2 },
        ],
      },
    },
  ],
};
