import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const cell = (id: string): Row => ({
  __typename: 'Cell',
  id,
  value: Number(id) * 2,
  strict: Number(id),
  next: [],
});
const [c1, c2, c3] = [cell('1'), cell('2'), cell('3')];

export const nestedLists: Supergraph = {
  name: 'lists of lists, and nulls in them',
  ...oneWorld(
    {
      a: `type Query { grid: [[Cell]] strictGrid: [[Cell!]!]! cube: [[[Cell!]]!] numbers: [[Int]]! boards: [Board!] } type Cell @key(fields: "id") { id: ID! } type Board { rows: [Line]! } type Line { cells: [Cell!]! }`,
      b: `type Cell @key(fields: "id") { id: ID! value: Int }`,
    },
    {
      rows: [c1, c2, c3],
      resolvers: {
        Query: {
          grid: () => [[c1, null], null, [], [c2, c1]],
          strictGrid: () => [[c1], [], [c3, c3]],
          cube: () => [[[c1, c2], null], [], [[]]],
          numbers: () => [[1, null], null, []],
          boards: () => [{ rows: [{ cells: [c1] }, null, { cells: [] }] }, { rows: [] }],
        },
      },
    },
  ),
  cases: [
    {
      title: 'with nulls at both levels',
      query: '{ grid { value } }',
      data: { grid: [[{ value: 2 }, null], null, [], [{ value: 4 }, { value: 2 }]] },
      calls: ['a', 'b'],
    },
    {
      title: 'without nulls',
      query: '{ strictGrid { id value } }',
      data: {
        strictGrid: [
          [{ id: '1', value: 2 }],
          [],
          [
            { id: '3', value: 6 },
            { id: '3', value: 6 },
          ],
        ],
      },
    },
    {
      title: 'three deep',
      query: '{ cube { value } }',
      data: { cube: [[[{ value: 2 }, { value: 4 }], null], [], [[]]] },
    },
    { title: 'of numbers', query: '{ numbers }', data: { numbers: [[1, null], null, []] } },
    {
      title: 'with objects between them',
      query: '{ boards { rows { cells { value } } } }',
      data: { boards: [{ rows: [{ cells: [{ value: 2 }] }, null, { cells: [] }] }, { rows: [] }] },
    },
    {
      title: 'with a null where none may be harm the nearest list that may be null',
      query: '{ cube { value } numbers }',
      intercept: {
        a: () => ({
          data: {
            cube: [[[{ __typename: 'Cell', id: '1' }, null], [{ __typename: 'Cell', id: '2' }]], null],
            numbers: [],
          },
        }),
      },
      data: { cube: null, numbers: [] },
      errors: ['cube.0.0.1 NULL_IN_NON_NULL_FIELD', 'cube.1 NULL_IN_NON_NULL_FIELD'],
    },
    {
      title: 'less deep than they should be are errors',
      query: '{ grid { id } numbers }',
      intercept: { a: () => ({ data: { grid: [{ id: '1' }, [{ id: '2' }]], numbers: [[1], 2] } }) },
      data: { grid: [null, [{ id: '2' }]], numbers: [[1], null] },
      errors: ['grid.0 SUBGRAPH_INVALID_VALUE', 'numbers.1 SUBGRAPH_INVALID_VALUE'],
    },
    {
      title: 'deeper than they should be are errors',
      query: '{ numbers strictGrid { id } }',
      intercept: { a: () => ({ data: { numbers: [[[1], 2]], strictGrid: [] } }) },
      data: { numbers: [[null, 2]], strictGrid: [] },
      errors: ['numbers.0.0 SUBGRAPH_INVALID_VALUE'],
    },
  ],
};
