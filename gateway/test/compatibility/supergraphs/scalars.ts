import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const free = { a: [1, { b: null }], 'not a name': '"', __typename: 'Trap', id: 7, nested: [[[]]], on: true };
const thing: Row = {
  ...{
    __typename: 'Thing',
    id: '2020-01-01',
    json: free,
    list: [1, 'two', null, [3]],
    text: '{"a":1}',
    big: 12345678901,
    huge: 1e21,
    tiny: 5e-324,
  },
  ...{
    nothing: null,
    when: '2020-01-01T00:00:00Z',
    no: false,
    zero: 0,
    empty: '',
    jsons: [{}, [], 'x', 0, null],
    meta: { id: 'inside', __typename: 'Other' },
  },
  ...{ int: -2147483648, float: 0.1, round: 3, url: 'https://x.y/?a=b&c=<d>', emoji: '👩‍🚀\u2028"\\\u0007' },
};
const echo = (_: unknown, { value }: { value?: unknown }) => ({ got: value });

export const scalars: Supergraph = {
  name: 'scalars',
  ...oneWorld(
    {
      a: `scalar JSON scalar Date @specifiedBy(url: "https://example.org/date") scalar Long
        type Query { thing: Thing echo(value: JSON): JSON long(value: Long): JSON } type Thing @key(fields: "id") { id: Date! json: JSON list: JSON text: JSON when: Date big: Long int: Int! float: Float round: Float emoji: String }`,
      b: `scalar JSON scalar Date scalar Long type Thing @key(fields: "id") { id: Date! meta: JSON! jsons: [JSON] huge: Float tiny: Float nothing: JSON no: Boolean zero: Int empty: String url: String same(value: JSON): JSON digest: String @requires(fields: "json") json: JSON @external }`,
    },
    {
      rows: [thing],
      resolvers: {
        Query: { thing: () => thing, echo, long: echo },
        Thing: { same: echo, digest: ({ json }: { json: unknown }) => JSON.stringify(json) },
      },
    },
  ),
  cases: [
    {
      title: 'of any shape arrive as they are',
      query: '{ thing { json list text } }',
      data: { thing: { json: free, list: [1, 'two', null, [3]], text: '{"a":1}' } },
    },
    {
      title: 'of any shape from an entity',
      query: '{ thing { jsons meta nothing } }',
      data: {
        thing: { jsons: [{}, [], 'x', 0, null], meta: { id: 'inside', __typename: 'Other' }, nothing: null },
      },
    },
    {
      title: 'of any shape are fetched once for the client and once as a requirement',
      query: '{ thing { digest json } }',
      data: { thing: { digest: JSON.stringify(free), json: free } },
    },
    {
      title: 'larger than an Int',
      query: '{ thing { big huge tiny } }',
      data: { thing: { big: 12345678901, huge: 1e21, tiny: 5e-324 } },
    },
    {
      title: 'that are false, zero or empty are not null',
      query: '{ thing { no zero empty int } }',
      data: { thing: { no: false, zero: 0, empty: '', int: -2147483648 } },
    },
    {
      title: 'with every kind of character',
      query: '{ thing { emoji url when float round } }',
      data: {
        thing: {
          emoji: '👩‍🚀\u2028"\\\u0007',
          url: 'https://x.y/?a=b&c=<d>',
          when: '2020-01-01T00:00:00Z',
          float: 0.1,
          round: 3,
        },
      },
    },
    {
      title: 'as a key',
      query: '{ thing { id zero } }',
      data: { thing: { id: '2020-01-01', zero: 0 } },
      calls: ['a', 'b'],
    },
    {
      title: 'of any shape in the text',
      query: '{ echo(value: { a: [1, 2.5, "x", true, null, { b: [] }], enum: RED }) }',
      data: { echo: { got: { a: [1, 2.5, 'x', true, null, { b: [] }], enum: 'RED' } } },
    },
    {
      title: 'with members in an order of their own, in the text',
      query: '{ echo(value: { z: 1, a: { y: [{ d: 1, c: 2 }], x: {} } }) }',
      data: { echo: { got: { z: 1, a: { y: [{ d: 1, c: 2 }], x: {} } } } },
    },
    {
      title: 'deeply nested in the text',
      query: `{ echo(value: ${'[{ a: '.repeat(60)}"\\b"${'}]'.repeat(60)}) }`,
      data: { echo: { got: [...Array(60).keys()].reduce<unknown>((inner) => [{ a: inner }], '\b') } },
    },
    {
      title: 'with numbers of any length, in the text',
      query: '{ echo(value: [123456789012345678901234567890, -9223372036854775809, 1E3, 0.10, 1e300]) }',
      data: { echo: { got: [1.2345678901234568e29, -9223372036854776000, 1000, 0.1, 1e300] } },
    },
    {
      title: 'with numbers of any length around a variable',
      query: 'query ($v: JSON) { thing { same(value: { n: 99999999999999999999, m: [$v, 5e-324] }) } }',
      variables: { v: 'x' },
      data: { thing: { same: { got: { n: 1e20, m: ['x', 5e-324] } } } },
    },
    {
      title: 'of any shape in variables',
      query: 'query ($v: JSON) { echo(value: $v) thing { same(value: $v) } }',
      variables: { v: { a: [null, { 'x y': 1e21 }] } },
      data: {
        echo: { got: { a: [null, { 'x y': 1e21 }] } },
        thing: { same: { got: { a: [null, { 'x y': 1e21 }] } } },
      },
    },
    {
      title: 'with a variable inside',
      query: 'query ($v: JSON, $w: Long = 12345678901) { echo(value: { a: $v, b: [$w] }) }',
      variables: { v: [1] },
      data: { echo: { got: { a: [1], b: [12345678901] } } },
    },
    {
      title: 'that are null and absent',
      query: 'query ($v: JSON, $w: JSON) { a: echo(value: $v) b: echo(value: $w) c: echo }',
      variables: { v: null },
      data: { a: { got: null }, b: {}, c: {} },
    },
    {
      title: 'larger than an Int in the text and in variables',
      query: 'query ($v: Long) { a: long(value: 12345678901) b: long(value: $v) }',
      variables: { v: 98765432101 },
      data: { a: { got: 12345678901 }, b: { got: 98765432101 } },
    },
    {
      title: 'say where they are specified',
      query: '{ __type(name: "Date") { kind specifiedByURL } }',
      data: { __type: { kind: 'SCALAR', specifiedByURL: 'https://example.org/date' } },
      calls: [],
    },
  ],
};
