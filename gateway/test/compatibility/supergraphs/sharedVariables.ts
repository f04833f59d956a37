import type { Supergraph } from '../Supergraph.js';

const echo = (name: string) => (_: unknown, args: object) => `${name}${JSON.stringify(args)}`;
const byId = { __resolveReference: (from: unknown) => from };

/** Each answer says which arguments arrived where. */
export const sharedVariables: Supergraph = {
  name: 'variables that several subgraphs get',
  subgraphs: {
    a: {
      sdl: `type Query { me: T ts: [T!]! echo(x: Int, y: [Int!], f: F): String } input F { a: Int b: [F!] } type T @key(fields: "id") { id: ID! a(x: Int, f: F): String }`,
      resolvers: {
        Query: { me: () => ({ id: '1' }), ts: () => [{ id: '1' }, { id: '2' }], echo: echo('q') },
        T: { a: echo('a') },
      },
    },
    b: {
      sdl: `input F { a: Int b: [F!] } enum E { ONE TWO } type T @key(fields: "id") { id: ID! b(x: Int! = 4, e: E = ONE, f: F): String other: T }`,
      resolvers: { T: { ...byId, b: echo('b'), other: () => ({ id: '2' }) } },
    },
    c: {
      sdl: `type T @key(fields: "id") { id: ID! c(x: Int, representations: String, y: [Int!]): String }`,
      resolvers: { T: { ...byId, c: echo('c') } },
    },
  },
  cases: [
    {
      title: 'the same one in three',
      query: 'query ($x: Int! = 2) { echo(x: $x) me { a(x: $x) b(x: $x) c(x: $x) } }',
      variables: { x: 7 },
      data: { echo: 'q{"x":7}', me: { a: 'a{"x":7}', b: 'b{"x":7,"e":"ONE"}', c: 'c{"x":7}' } },
    },
    {
      title: 'the same one in three, by its default',
      query: 'query ($x: Int! = 2) { echo(x: $x) me { a(x: $x) b(x: $x) c(x: $x) } }',
      data: { echo: 'q{"x":2}', me: { a: 'a{"x":2}', b: 'b{"x":2,"e":"ONE"}', c: 'c{"x":2}' } },
    },
    {
      title: 'a nullable one where there is a default, absent',
      query: 'query ($x: Int) { me { b(x: $x) c(x: $x) } }',
      data: { me: { b: 'b{"x":4,"e":"ONE"}', c: 'c{}' } },
    },
    {
      title: 'a nullable one where null is not allowed',
      query: 'query ($x: Int) { me { b(x: $x) id } }',
      variables: { x: null },
      data: { me: { b: null, id: '1' } },
      errors: ['me.b SUBGRAPH_ERROR'],
    },
    {
      title: 'named like those of planners',
      query:
        'query ($representations: String, $__batch_reps_0: [Int!], $_v0: Int) { me { c(representations: $representations, y: $__batch_reps_0, x: $_v0) other { c(x: $_v0) } } ts { c(representations: $representations) } }',
      variables: { representations: 'r', __batch_reps_0: [1], _v0: 3 },
      data: {
        me: { c: 'c{"x":3,"representations":"r","y":[1]}', other: { c: 'c{"x":3}' } },
        ts: [{ c: 'c{"representations":"r"}' }, { c: 'c{"representations":"r"}' }],
      },
    },
    {
      title: 'inside recursive inputs',
      query:
        'query ($f: F, $g: F!, $n: Int) { echo(f: { a: $n, b: [$g, { b: [$g] }] }) me { a(f: $f) b(f: $f, e: TWO) } }',
      variables: { f: { b: [{ a: 1 }, { b: [] }] }, g: { a: 2 } },
      data: {
        echo: 'q{"f":{"b":[{"a":2},{"b":[{"a":2}]}]}}',
        me: { a: 'a{"f":{"b":[{"a":1},{"b":[]}]}}', b: 'b{"x":4,"e":"TWO","f":{"b":[{"a":1},{"b":[]}]}}' },
      },
    },
    {
      title: 'the same field with different variables at several places',
      query:
        'query ($x: Int, $y: Int) { me { p: c(x: $x) other { p: c(x: $y) q: c(x: $x) } } ts { p: c(x: $y) } }',
      variables: { x: 1, y: 2 },
      data: {
        me: { p: 'c{"x":1}', other: { p: 'c{"x":2}', q: 'c{"x":1}' } },
        ts: [{ p: 'c{"x":2}' }, { p: 'c{"x":2}' }],
      },
    },
    {
      title: 'an enum in a variable of an entity’s field',
      query: 'query ($e: E!) { ts { b(e: $e) } }',
      variables: { e: 'TWO' },
      data: { ts: [{ b: 'b{"x":4,"e":"TWO"}' }, { b: 'b{"x":4,"e":"TWO"}' }] },
    },
    {
      title: 'lists with a single value',
      query: 'query ($y: [Int!]) { echo(y: $y) me { c(y: $y) } }',
      variables: { y: 5 },
      data: { echo: 'q{"y":[5]}', me: { c: 'c{"y":[5]}' } },
    },
  ],
};
