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

const ring: Row = {
  __typename: 'Ring',
  id: '3',
  get chain() {
    return hook;
  },
  inner: 5,
  weight: 30,
};
const hook: Row = {
  __typename: 'Hook',
  id: '4',
  get chain() {
    return ring;
  },
  bent: true,
  weight: 40,
};
const nested = (depth: number, field: string, leaf: string): string =>
  `${`${field} { `.repeat(depth)}${leaf}${' }'.repeat(depth)}`;
const wrapped = (depth: number, key: string, leaf: (level: number) => unknown): unknown =>
  depth === 0 ? leaf(0) : { [key]: wrapped(depth - 1, key, leaf) };

export const deepNesting: Supergraph = {
  name: 'deep operations',
  ...oneWorld(
    {
      a: `type Query { knot: Knot! chain: Chain } type Knot @key(fields: "id") { id: ID! next: Knot! both: [Knot!]! }
        interface Chain { chain: Chain! } type Ring implements Chain @key(fields: "id") { id: ID! chain: Chain! inner: Int } type Hook implements Chain @key(fields: "id") { id: ID! chain: Chain! bent: Boolean }`,
      b: `type Knot @key(fields: "id") { id: ID! label: String! back: Knot }
        type Ring @key(fields: "id") { id: ID! weight: Int } type Hook @key(fields: "id") { id: ID! weight: Int }`,
    },
    { rows: [odd, even, ring, hook], resolvers: { Query: { knot: () => odd, chain: () => ring } } },
  ),
  cases: [
    {
      title: '100 levels of one subgraph',
      query: `{ knot { ${nested(100, 'next', 'id')} } }`,
      data: { knot: wrapped(100, 'next', () => ({ id: '1' })) },
      calls: ['a'],
    },
    {
      title: '50 levels and then another subgraph',
      query: `{ knot { ${nested(51, 'next', 'label')} } }`,
      data: { knot: wrapped(51, 'next', () => ({ label: 'even' })) },
      calls: ['a', 'b'],
    },
    {
      title: '120 levels and another subgraph at every fortieth',
      query: `{ knot { label ${nested(40, 'next', `label ${nested(40, 'next', `label ${nested(40, 'next', 'label')}`)}`)} } }`,
      data: {
        knot: {
          label: 'odd',
          ...(wrapped(40, 'next', () => ({
            label: 'odd',
            ...(wrapped(40, 'next', () => ({
              label: 'odd',
              ...(wrapped(40, 'next', () => ({ label: 'odd' })) as object),
            })) as object),
          })) as object),
        },
      },
    },
    {
      title: '70 levels of an interface, with what its types have at the end',
      query: `{ chain { ${nested(70, 'chain', '... on Ring { inner weight } ... on Hook { bent weight }')} } }`,
      data: { chain: wrapped(70, 'chain', () => ({ inner: 5, weight: 30 })) },
    },
    {
      title: '70 levels of an interface, in fragments on its types',
      query: `{ chain { ${'chain { ... on Hook { chain { ... on Ring { '.repeat(35)}weight${' } } } }'.repeat(35)} } }`,
      data: { chain: wrapped(70, 'chain', () => ({ weight: 30 })) },
    },
    {
      title: '80 levels with arguments, conditions and aliases',
      query: `query ($no: Boolean = false) { knot { ${nested(80, 'a: next', 'l: label id @include(if: $no) back { ...Deep }')} } } fragment Deep on Knot { ${nested(60, 'next', '__typename')} }`,
      data: {
        knot: wrapped(80, 'a', () => ({
          l: 'odd',
          back: wrapped(60, 'next', () => ({ __typename: 'Knot' })),
        })),
      },
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
