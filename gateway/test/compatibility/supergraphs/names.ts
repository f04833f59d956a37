import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const words: Row = {
  ...{
    __typename: 'type',
    id: '1',
    on: 1,
    fragment: 2,
    input: 3,
    union: { implements: 5 },
    extend: 6,
    schema: 7,
    subscription: 8,
    A: 'big',
    a: 'small',
    _: 'underscore',
    __: 'two',
    x1: 'digit',
  },
  ...{
    constructor: 'c',
    toString: 't',
    hasOwnProperty: 'h',
    length: 4,
    then: 'later',
    toJSON: 'j',
    valueOf: 'v',
  },
};

/** Words that mean something to parsers, to JavaScript or to file systems. */
export const names: Supergraph = {
  name: 'unusual names',
  ...oneWorld(
    {
      'my-words': `type Query { query: type mutation(on: Int, input: enum, fragment: input): String! } enum enum { fragment query on } input input { type: Int input: input on: enum }
        type type @key(fields: "id") { id: ID! on: Int fragment: Int union: union A: String a: String _: String then: String } type union { implements: Int }`,
      '2nd.words': `type type @key(fields: "id") { id: ID! input: Int extend: Int schema(type: Int): Int subscription: Int x1: String length: Int toJSON: String }`,
      Words: `type type @key(fields: "id") { id: ID! constructor: String toString: String hasOwnProperty: String valueOf: String }`,
    },
    {
      rows: [words],
      resolvers: {
        Query: { query: () => words, mutation: (_: unknown, args: object) => JSON.stringify(args) },
      },
    },
  ),
  cases: [
    {
      title: 'of fields: keywords',
      query: '{ query { on fragment input union { implements } extend schema(type: 1) subscription } }',
      data: {
        query: {
          on: 1,
          fragment: 2,
          input: 3,
          union: { implements: 5 },
          extend: 6,
          schema: 7,
          subscription: 8,
        },
      },
    },
    {
      title: 'of fragments, variables and operations: keywords',
      query:
        'query query($type: Int, $on: enum = on) { query { ...input ... on type { on } } mutation(on: $type, input: $on, fragment: { type: $type, input: { on: fragment } }) } fragment input on type { fragment schema(type: $type) }',
      variables: { type: 3 },
      data: {
        query: { fragment: 2, schema: 7, on: 1 },
        mutation: '{"on":3,"input":"on","fragment":{"type":3,"input":{"on":"fragment"}}}',
      },
    },
    {
      title: 'of aliases: keywords',
      query: '{ fragment: query { on: input query: __typename true: on null: extend } }',
      data: { fragment: { on: 3, query: 'type', true: 1, null: 6 } },
    },
    {
      title: 'that differ in case or are hardly names',
      query: '{ query { A a _ x1 } }',
      data: { query: { A: 'big', a: 'small', _: 'underscore', x1: 'digit' } },
    },
    {
      title: 'of members every object has',
      query: '{ query { constructor toString hasOwnProperty valueOf length } }',
      data: { query: { constructor: 'c', toString: 't', hasOwnProperty: 'h', valueOf: 'v', length: 4 } },
    },
    {
      title: 'of members that make promises or texts of objects',
      query: '{ query { a length: extend } other: query { valueOf: a constructor: input } }',
      data: { query: { a: 'small', length: 6 }, other: { valueOf: 'small', constructor: 3 } },
    },
    {
      title: 'of what is not there',
      query: '{ query { prototype } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
  ],
};
