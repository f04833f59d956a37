import { describe, expect, it } from 'vitest';
import { nobody } from '../../src/authorization/Grants.js';
import { testSupergraph } from '../engine/testSupergraph.js';
import { summary } from './denialSummary.js';
import { grantsFor } from './grants.js';
import { expectCase, type OfficeCase } from './officeCase.js';

const signedIn = grantsFor();

const cases: readonly OfficeCase[] = [
  {
    title: 'a field of an interface is answered by the objects that allow it',
    by: nobody,
    query: '{ node(id: "p1") { id label } robot: node(id: "r1") { label best { id } } }',
    data: { node: { id: 'p1', label: 'first' }, robot: { label: null, best: null } },
    denied: [
      'node.id: Robot.id',
      'node.label: Robot.label File.label',
      'robot.label: Robot.label File.label',
      'robot.best: Robot.best',
      'robot.best.id: Robot.id',
    ],
  },
  {
    title:
      'a denied field that may not be null, in a fragment of nothing else, makes null of the objects it is about',
    by: signedIn,
    query:
      '{ file: node(id: "f1") { id ... on Person { secret } } node(id: "p1") { id ... on Person { secret } } results { ...S ... on File { size } } } fragment S on Person { secret }',
    data: { file: { id: 'f1' }, node: null, results: [{ size: 11 }, null, {}, null] },
    denied: ['file.secret: Person.secret', 'node.secret: Person.secret', 'results.secret: Person.secret'],
    never: 'secret',
  },
  {
    title: 'a field of an interface that one type denies: the others answer',
    by: signedIn,
    query: '{ nodes { id label } }',
    data: {
      nodes: [
        { id: 'p1', label: 'first' },
        { id: 'p2', label: null },
        { id: 'r1', label: 'arm' },
        { id: 'f1', label: null },
      ],
    },
    denied: ['nodes.label: File.label'],
  },
  {
    title: 'a protected object behind a union: its fields are null, the others answer',
    by: nobody,
    query: '{ results { __typename ... on Robot { model } ... on File { size } ... on Person { name } } }',
    data: {
      results: [
        { __typename: 'File', size: 11 },
        null,
        { __typename: 'Robot', model: null },
        { __typename: 'Person', name: 'Bob' },
      ],
    },
    denied: ['results.model: Robot.model'],
    never: 'model',
  },
  {
    title: 'one path that several types deny in fragments of their own has one error',
    by: nobody,
    query: '{ results { ... on Robot { label } ... on File { label } ... on Person { name } } }',
    data: { results: [{ label: null }, null, { label: null }, { name: 'Bob' }] },
    denied: ['results.label: Robot.label File.label'],
    never: 'label',
  },
  {
    title: 'an interface of which every object is protected is denied itself',
    by: nobody,
    query: '{ machine { __typename } open }',
    data: { machine: null, open: 'open' },
    denied: ['machine: Query.machine'],
    never: 'machine',
  },
  {
    title: 'a fragment on an allowed type behind a partly protected interface has no errors',
    by: nobody,
    query: '{ nodes { ... on Person { id label } ... on File { size } } }',
    data: { nodes: [{ id: 'p1', label: 'first' }, { id: 'p2', label: null }, {}, { size: 11 }] },
  },
  {
    title: 'fields of an interface object, for objects that allow them',
    by: nobody,
    query: '{ nodes { ... on Node { rating } } me { rating } }',
    data: {
      nodes: [{ rating: 49 }, { rating: 50 }, { rating: null }, { rating: 49 }],
      me: { rating: 49 },
    },
    denied: ['nodes.rating: Robot.rating'],
  },
];

describe('interfaces and unions of which part is protected', () => {
  it.each(cases)('$title', (each) => expectCase(each));
});

describe('fields that implementations narrow', () => {
  it('are asked of each type that allows them, though their types differ', async () => {
    const shapes = testSupergraph(
      {
        only: {
          sdl: `type Query { shapes: [Shape] } interface Shape { area: Int }
                type Disc implements Shape { area: Int! }
                type Dot implements Shape { area: Int }
                type Blob implements Shape @authenticated { area: Int }`,
          resolvers: {
            Query: { shapes: () => ['Disc', 'Dot', 'Blob'].map((type) => ({ type })) },
            Shape: { __resolveType: ({ type }: { readonly type: string }) => type },
            Disc: { area: () => 3 },
            Dot: { area: () => 0 },
          },
        },
      },
      { grants: () => nobody },
    );
    expect(summary(await shapes.run('{ shapes { area } }'))).toEqual({
      data: { shapes: [{ area: 3 }, { area: 0 }, { area: null }] },
      denied: ['shapes.area: Blob.area'],
    });
  });
});
