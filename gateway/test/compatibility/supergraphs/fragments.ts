import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const ada: Row = {
  __typename: 'User',
  id: '1',
  name: 'Ada',
  age: 36,
  score: 1,
  get boss() {
    return bo;
  },
  get likes() {
    return [bo, team];
  },
};
const bo: Row = { __typename: 'User', id: '2', name: 'Bo', age: 50, score: 2, boss: null, likes: [] };
const team: Row = { __typename: 'Team', id: 't', name: 'Reds', size: 11, score: 3, lead: ada };

export const fragments: Supergraph = {
  name: 'fragments and documents',
  ...oneWorld(
    {
      a: `type Query { me: User named: [Named!]! } interface Named { name: String! } union Liked = User | Team type User implements Named @key(fields: "id") { id: ID! name: String! boss: User likes: [Liked!]! } type Team implements Named @key(fields: "id") { id: ID! name: String! lead: User! }`,
      b: `type User @key(fields: "id") { id: ID! age: Int score: Int! } type Team @key(fields: "id") { id: ID! size: Int! score: Int! }`,
    },
    { rows: [ada, bo, team], resolvers: { Query: { me: () => ada, named: () => [team, bo] } } },
  ),
  cases: [
    {
      title: 'used many times',
      query:
        '{ me { ...U boss { ...U } likes { ...U ... on Team { lead { ...U } } } } again: me { ...U } } fragment U on User { name age }',
      data: {
        me: {
          name: 'Ada',
          age: 36,
          boss: { name: 'Bo', age: 50 },
          likes: [{ name: 'Bo', age: 50 }, { lead: { name: 'Ada', age: 36 } }],
        },
        again: { name: 'Ada', age: 36 },
      },
    },
    {
      title: 'within fragments within fragments',
      query:
        '{ ...Q } fragment Q on Query { me { ...A } } fragment A on User { ...B boss { ...B } } fragment B on User { ...C id } fragment C on Named { ... on User { score } name }',
      data: { me: { score: 1, name: 'Ada', id: '1', boss: { score: 2, name: 'Bo', id: '2' } } },
    },
    {
      title: 'whose fields overlap with others',
      query: '{ me { boss { name } ...F boss { id } } } fragment F on User { boss { age name } name }',
      data: { me: { boss: { name: 'Bo', age: 50, id: '2' }, name: 'Ada' } },
    },
    {
      title: 'without a type',
      query: '{ me { ... { name ... { age } } } }',
      data: { me: { name: 'Ada', age: 36 } },
    },
    {
      title: 'on interfaces inside unions',
      query: '{ me { likes { ... on Named { name ... on Team { size } } ... on User { score } } } }',
      data: {
        me: {
          likes: [
            { name: 'Bo', score: 2 },
            { name: 'Reds', size: 11 },
          ],
        },
      },
    },
    {
      title: 'on types inside interfaces, each from another subgraph',
      query:
        '{ named { ...T ...U name } } fragment T on Team { score size } fragment U on User { score age }',
      data: {
        named: [
          { score: 3, size: 11, name: 'Reds' },
          { score: 2, age: 50, name: 'Bo' },
        ],
      },
    },
    {
      title: 'that are cyclic are refused',
      query: '{ me { ...A } } fragment A on User { boss { ...B } } fragment B on User { boss { ...A } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'that spread themselves are refused',
      query: '{ me { ...A } } fragment A on User { ...A }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'nobody uses are refused',
      query: '{ me { name } } fragment A on User { age }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'nobody defined are refused',
      query: '{ me { ...A } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'that can never match are refused',
      query: '{ me { ... on Team { size } } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'of one operation among several',
      query: 'query A { me { name } } query B { me { ...F } } fragment F on User { age }',
      operationName: 'B',
      data: { me: { age: 36 } },
    },
    {
      title: 'several operations, the other one',
      query: 'query A { me { name } } query B { me { ...F } } fragment F on User { age }',
      operationName: 'A',
      data: { me: { name: 'Ada' } },
      calls: ['a'],
    },
    {
      title: 'several operations without saying which',
      query: 'query A { me { name } } query B { me { age } }',
      errors: [' OPERATION_RESOLUTION_FAILURE'],
      calls: [],
    },
    {
      title: 'several operations and none of that name',
      query: 'query A { me { name } } query B { me { age } }',
      operationName: 'C',
      errors: [' OPERATION_RESOLUTION_FAILURE'],
      calls: [],
    },
    {
      title: 'variables of the other operation are not asked for',
      query: 'query A($x: Boolean!) { me { name @include(if: $x) } } query B { me { age } }',
      operationName: 'B',
      data: { me: { age: 36 } },
    },
    {
      title: 'a document that does not parse',
      query: '{ me { name }',
      errors: [' GRAPHQL_PARSE_FAILED'],
      calls: [],
    },
    { title: 'an unknown field', query: '{ me { nam } }', errors: [' GRAPHQL_VALIDATION_FAILED'], calls: [] },
    {
      title: 'an object without subfields',
      query: '{ me }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'comments, commas and line ends of every kind',
      query: '\uFEFF# first\r\nquery Q,{,,me{name # last\r age},}',
      data: { me: { name: 'Ada', age: 36 } },
    },
  ],
};
