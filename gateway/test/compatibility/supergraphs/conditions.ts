import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const user: Row = {
  __typename: 'User',
  id: '1',
  name: 'Ada',
  mail: 'ada@x',
  age: 36,
  get boss() {
    return boss;
  },
};
const boss: Row = { __typename: 'User', id: '2', name: 'Bo', mail: null, age: 50, boss: null };

export const conditions: Supergraph = {
  name: '@skip and @include',
  ...oneWorld(
    {
      a: `type Query { me: User nobody: User } type Mutation { first: Int second: Int } interface Named { name: String! } type User implements Named @key(fields: "id") { id: ID! name: String! boss: User }`,
      b: `type Query { count: Int! } type User @key(fields: "id") { id: ID! age: Int mail: String }`,
    },
    {
      rows: [user, boss],
      resolvers: {
        Query: { me: () => user, nobody: () => null, count: () => 2 },
        Mutation: { first: () => 1, second: () => 2 },
      },
    },
  ),
  cases: [
    {
      title: 'on fields, by variables',
      query:
        'query ($yes: Boolean!, $no: Boolean!) { me { name @skip(if: $no) id @skip(if: $yes) age @include(if: $yes) mail @include(if: $no) } }',
      variables: { yes: true, no: false },
      data: { me: { name: 'Ada', age: 36 } },
    },
    {
      title: 'on fields, the other way round',
      query:
        'query ($yes: Boolean!, $no: Boolean!) { me { name @skip(if: $no) id @skip(if: $yes) age @include(if: $yes) mail @include(if: $no) } }',
      variables: { yes: false, no: true },
      data: { me: { id: '1', mail: 'ada@x' } },
    },
    {
      title: 'both on one field: each must agree',
      query:
        '{ a: me @skip(if: false) @include(if: true) { id } b: me @skip(if: true) @include(if: true) { id } c: me @include(if: false) @skip(if: false) { id } }',
      data: { a: { id: '1' } },
    },
    {
      title: 'on the root leaving nothing',
      query: 'query ($no: Boolean!) { me @include(if: $no) { id } count @include(if: $no) }',
      variables: { no: false },
      data: {},
      calls: [],
    },
    {
      title: 'on all fields of an object leaving it empty',
      query: 'query ($yes: Boolean = true) { me { name @skip(if: $yes) age @skip(if: $yes) } }',
      data: { me: {} },
      calls: ['a'],
    },
    {
      title: 'on all fields of an object that is null',
      query: '{ nobody { name @skip(if: true) } }',
      data: { nobody: null },
    },
    {
      title: 'on one subgraph’s fields save the call',
      query:
        'query ($deep: Boolean = false) { me { name age @include(if: $deep) boss @include(if: $deep) { age } } }',
      data: { me: { name: 'Ada' } },
      calls: ['a'],
    },
    {
      title: 'on inline fragments, with and without a type',
      query:
        'query ($a: Boolean!, $b: Boolean!) { me { ... @include(if: $a) { age } ... on User @skip(if: $b) { mail } ... on Named @include(if: $b) { name } } }',
      variables: { a: true, b: true },
      data: { me: { age: 36, name: 'Ada' } },
    },
    {
      title: 'on spreads of a fragment used twice',
      query:
        'query ($a: Boolean!) { me { ...F @include(if: $a) boss { ...F @skip(if: $a) id } } } fragment F on User { age name }',
      variables: { a: false },
      data: { me: { boss: { age: 50, name: 'Bo', id: '2' } } },
    },
    {
      title: 'nested in one another',
      query:
        'query ($a: Boolean!, $b: Boolean!) { me @include(if: $a) { ... @include(if: $b) { boss @skip(if: $a) { id } age @include(if: $b) name @skip(if: $b) } } }',
      variables: { a: true, b: true },
      data: { me: { age: 36 } },
    },
    {
      title: 'on one of two selections of the same field',
      query:
        'query ($no: Boolean!) { me { boss @include(if: $no) { name age } boss { id } age @include(if: $no) age } }',
      variables: { no: false },
      data: { me: { boss: { id: '2' }, age: 36 } },
    },
    {
      title: 'by a default that the request overrides',
      query: 'query ($a: Boolean = true) { count @include(if: $a) me { id @skip(if: $a) } }',
      variables: { a: false },
      data: { me: { id: '1' } },
    },
    {
      title: 'on mutations',
      query: 'mutation ($no: Boolean = false) { first @include(if: $no) second }',
      data: { second: 2 },
      calls: ['a'],
    },
    {
      title: 'by a variable that is missing are refused',
      query: 'query ($a: Boolean!) { count @include(if: $a) }',
      errors: [' BAD_USER_INPUT'],
      calls: [],
    },
    {
      title: 'by null are refused',
      query: 'query ($a: Boolean = true) { count @include(if: $a) }',
      variables: { a: null },
      errors: [' BAD_USER_INPUT'],
      calls: [],
      withoutOracle: 'graphql-js answers null for data: the value fails only where it is used',
    },
  ],
};
