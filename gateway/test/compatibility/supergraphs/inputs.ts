import type { Supergraph } from '../Supergraph.js';

const echo = (_: unknown, args: object) => JSON.stringify(args);

/** Each field answers the arguments its subgraph got. */
export const inputs: Supergraph = {
  name: 'arguments and input types',
  subgraphs: {
    a: {
      sdl: `type Query { find(filter: Filter): String! pick(ids: [ID!], n: Int = 5, deep: [[Int]]): String! scalars(f: Float, b: Boolean, s: String, i: ID): String! thing: Thing }
        input Filter { name: String tags: [String!] range: Range = { min: 1 } onlyA: Int } input Range { min: Int! max: Int = 9 } type Thing @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { find: echo, pick: echo, scalars: echo, thing: () => ({ id: '1' }) } },
    },
    b: {
      sdl: `type Query { search(filter: Filter!): String! } input Filter { name: String tags: [String!] range: Range onlyB: Int } input Range { min: Int! max: Int = 9 }
        type Thing @key(fields: "id") { id: ID! near(range: Range, limit: Int = 3): String! }`,
      resolvers: { Query: { search: echo }, Thing: { near: echo } },
    },
  },
  cases: [
    {
      title: 'with what both subgraphs know of an input type',
      query: '{ search(filter: { name: "x", tags: ["a", "b"] }) }',
      data: { search: '{"filter":{"name":"x","tags":["a","b"]}}' },
    },
    {
      title: 'without what only one subgraph knows of an input type',
      query: '{ find(filter: { onlyA: 1 }) }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'in variables without what only one subgraph knows',
      query: 'query ($f: Filter!) { search(filter: $f) }',
      variables: { f: { onlyB: 1 } },
      errors: [' BAD_USER_INPUT'],
      calls: [],
    },
    {
      title: 'absent, with the default of the argument',
      query: 'query ($n: Int) { pick(n: $n) }',
      data: { pick: '{"n":5}' },
    },
    {
      title: 'null, which is no default',
      query: 'query ($n: Int) { pick(n: $n, ids: null) }',
      variables: { n: null },
      data: { pick: '{"ids":null,"n":null}' },
    },
    {
      title: 'with the default of the variable',
      query: 'query ($n: Int = 7) { pick(n: $n) }',
      data: { pick: '{"n":7}' },
    },
    {
      title: 'null in spite of the default of the variable',
      query: 'query ($n: Int = 7) { pick(n: $n) }',
      variables: { n: null },
      data: { pick: '{"n":null}' },
    },
    {
      title: 'a single value for a list, in the text and in variables',
      query: 'query ($ids: [ID!]) { a: pick(ids: "1") b: pick(ids: $ids) }',
      variables: { ids: 2 },
      data: { a: '{"ids":["1"],"n":5}', b: '{"ids":["2"],"n":5}' },
    },
    {
      title: 'a single value for a list of lists, and nulls in them',
      query: 'query ($d: [[Int]]) { a: pick(deep: 1) b: pick(deep: $d) }',
      variables: { d: [[1, null], null, []] },
      data: { a: '{"n":5,"deep":[[1]]}', b: '{"n":5,"deep":[[1,null],null,[]]}' },
    },
    {
      title: 'variables inside objects and lists',
      query:
        'query ($m: Int!, $t: String!, $x: Int) { search(filter: { range: { min: $m, max: $x }, tags: [$t, "b"] }) }',
      variables: { m: 2, t: 'a' },
      data: { search: '{"filter":{"tags":["a","b"],"range":{"min":2,"max":9}}}' },
    },
    {
      title: 'a whole input in a variable, with defaults inside',
      query: 'query ($f: Filter!) { search(filter: $f) }',
      variables: { f: { range: { min: 3 }, name: null } },
      data: { search: '{"filter":{"name":null,"range":{"min":3,"max":9}}}' },
    },
    {
      title: 'coerced as their scalars are',
      query: 'query ($i: ID, $f: Float) { scalars(f: $f, b: true, s: "é\\n\\"q\\"", i: $i) }',
      variables: { i: 12, f: 3 },
      data: { scalars: '{"f":3,"b":true,"s":"é\\n\\"q\\"","i":"12"}' },
    },
    {
      title: 'block strings',
      query: '{ scalars(s: """\n  two\n    lines\n  """) }',
      data: { scalars: '{"s":"two\\n  lines"}' },
    },
    {
      title: 'of fields of entities, from variables',
      query:
        'query ($r: Range, $l: Int) { thing { a: near(range: $r) b: near(limit: $l, range: { min: 0 }) } }',
      variables: { r: { min: 1, max: null } },
      data: {
        thing: { a: '{"range":{"min":1,"max":null},"limit":3}', b: '{"range":{"min":0,"max":9},"limit":3}' },
      },
    },
    {
      title: 'of the wrong type are refused in the text',
      query: '{ pick(n: "5") }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'of the wrong type are refused in variables',
      query: 'query ($n: Int, $f: Filter!) { pick(n: $n) search(filter: $f) }',
      variables: { n: '5', f: { range: {} } },
      errors: [' BAD_USER_INPUT', ' BAD_USER_INPUT'],
      calls: [],
    },
    {
      title: 'that are required and missing are refused',
      query: '{ search }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'unknown variables of the request do no harm',
      query: '{ pick }',
      variables: { surplus: 1 },
      data: { pick: '{"n":5}' },
    },
    {
      title: 'text with escapes of every kind',
      query: String.raw`{ scalars(s: "\u{1F600} \uD83D\uDE00 \u00e9 \t \\ \/ \b '{}$") }`,
      data: { scalars: JSON.stringify({ s: "😀 😀 é \t \\ / \b '{}$" }) },
    },
    {
      title: 'text with a backspace, and with what some take for one',
      query: String.raw`{ scalars(s: "\b") other: scalars(s: "\u0010") third: scalars(s: "_literal_0") }`,
      data: {
        scalars: JSON.stringify({ s: '\b' }),
        other: JSON.stringify({ s: '\u0010' }),
        third: JSON.stringify({ s: '_literal_0' }),
      },
    },
    {
      title: 'text with a backspace in lists, objects and defaults',
      query: String.raw`query ($s: String = "\b1", $f: Filter = { name: "\b2" }) { scalars(s: $s) find(filter: $f) search(filter: { name: "\b3", tags: ["\b4", "plain"] }) }`,
      data: {
        scalars: JSON.stringify({ s: '\b1' }),
        find: JSON.stringify({ filter: { name: '\b2', range: { min: 1, max: 9 } } }),
        search: JSON.stringify({ filter: { name: '\b3', tags: ['\b4', 'plain'] } }),
      },
    },
    {
      title: 'text with a backspace beside a variable, for an entity',
      query: String.raw`query ($r: Range, $t: [String!] = []) { thing { near(range: $r) } search(filter: { tags: $t, name: "\b" }) }`,
      variables: { r: { min: 3 } },
      data: {
        thing: { near: '{"range":{"min":3,"max":9},"limit":3}' },
        search: '{"filter":{"name":"\\b","tags":[]}}',
      },
    },
    {
      title: 'text over lines with quotes inside',
      query: '{ scalars(s: """say \\"""hi\\""" \\ \\n "quoted" """) }',
      data: { scalars: JSON.stringify({ s: 'say """hi""" \\ \\n "quoted" ' }) },
    },
    {
      title: 'numbers as they can be written',
      query:
        '{ a: scalars(f: -1.5e-3, i: 7) b: scalars(f: 1E3) c: scalars(f: -0.0) d: scalars(i: -12, f: 4) }',
      data: { a: '{"f":-0.0015,"i":"7"}', b: '{"f":1000}', c: '{"f":0}', d: '{"f":4,"i":"-12"}' },
    },
    {
      title: 'empty lists and objects',
      query:
        'query ($d: [[Int]] = [[]], $f: Filter = {}) { pick(ids: [], deep: $d) find(filter: $f) other: find(filter: {}) }',
      data: {
        pick: '{"ids":[],"n":5,"deep":[[]]}',
        find: '{"filter":{"range":{"min":1,"max":9}}}',
        other: '{"filter":{"range":{"min":1,"max":9}}}',
      },
    },
    {
      title: 'a lone half of a character',
      query: String.raw`{ scalars(s: "\uD83D") }`,
      errors: [' GRAPHQL_PARSE_FAILED'],
      calls: [],
    },
  ],
};
