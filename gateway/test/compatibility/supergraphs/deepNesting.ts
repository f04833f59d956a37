import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const odd: Row = {
  __typename: 'Knot',
  id: '1',
  get next() {
    return even;
  },
  get both() {
    return [odd, even];
  },
  label: 'odd',
  get back() {
    return even;
  },
};
const even: Row = {
  __typename: 'Knot',
  id: '2',
  get next() {
    return odd;
  },
  get both() {
    return [even];
  },
  label: 'even',
  back: null,
};

const nested = (depth: number, field: string, leaf: string): string =>
  `${`${field} { `.repeat(depth)}${leaf}${' }'.repeat(depth)}`;
const wrapped = (depth: number, key: string, leaf: (level: number) => unknown): unknown =>
  depth === 0 ? leaf(0) : { [key]: wrapped(depth - 1, key, leaf) };

const depthOfParser =
  'The planner’s parser (0.0.38) refuses selection sets nested more than 50 deep: "Failed to parse query: Parse error at 51:106". It takes ' +
  'the same operation when every 40 levels are a named fragment (tried with 100 levels), so the planned document could be printed so.';

export const deepNesting: Supergraph = {
  name: 'deep operations',
  ...oneWorld(
    {
      a: `type Query { knot: Knot! } type Knot @key(fields: "id") { id: ID! next: Knot! both: [Knot!]! }`,
      b: `type Knot @key(fields: "id") { id: ID! label: String! back: Knot }`,
    },
    { rows: [odd, even], resolvers: { Query: { knot: () => odd } } },
  ),
  cases: [
    {
      knownFailure: depthOfParser,
      title: '100 levels of one subgraph',
      query: `{ knot { ${nested(100, 'next', 'id')} } }`,
      data: { knot: wrapped(100, 'next', () => ({ id: '1' })) },
      calls: ['a'],
    },
    {
      knownFailure: depthOfParser,
      title: '50 levels and then another subgraph',
      query: `{ knot { ${nested(51, 'next', 'label')} } }`,
      data: { knot: wrapped(51, 'next', () => ({ label: 'even' })) },
      calls: ['a', 'b'],
    },
    {
      title: 'alternating between two subgraphs',
      query: '{ knot { back { next { back { next { label } } } } } }',
      data: { knot: { back: { next: { back: { next: { label: 'odd' } } } } } },
    },
    {
      title: 'a null on the way down',
      query: '{ knot { back { back { back { label } } label } } }',
      data: { knot: { back: { back: null, label: 'even' } } },
    },
    {
      title: 'lists at every level',
      query: '{ knot { both { both { label both { id } } } } }',
      data: {
        knot: {
          both: [
            {
              both: [
                { label: 'odd', both: [{ id: '1' }, { id: '2' }] },
                { label: 'even', both: [{ id: '2' }] },
              ],
            },
            { both: [{ label: 'even', both: [{ id: '2' }] }] },
          ],
        },
      },
    },
    {
      title: 'the other subgraph at every level',
      query: `{ knot { ${'label next { '.repeat(20)}label${' }'.repeat(20)} } }`,
      data: {
        knot: [...Array(20).keys()].reduceRight<unknown>(
          (inner, level) => ({ label: level % 2 === 0 ? 'odd' : 'even', next: inner }),
          { label: 'odd' },
        ),
      },
    },
    {
      title: 'many aliases side by side',
      query: `{ knot { ${[...Array(50).keys()].map((n) => `a${n}: next { label }`).join(' ')} } }`,
      data: { knot: Object.fromEntries([...Array(50).keys()].map((n) => [`a${n}`, { label: 'even' }])) },
    },
    {
      title: '200 fragments, each within the next',
      query: `{ knot { ...F0 } } ${[...Array(200).keys()].map((n) => `fragment F${n} on Knot { ...F${n + 1} }`).join(' ')} fragment F200 on Knot { label }`,
      data: { knot: { label: 'odd' } },
    },
    {
      title: 'inline fragments within one another',
      query: `{ knot { ${'... on Knot { '.repeat(60)}label${' }'.repeat(60)} } }`,
      data: { knot: { label: 'odd' } },
    },
  ],
};
