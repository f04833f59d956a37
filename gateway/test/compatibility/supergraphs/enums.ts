import type { Supergraph } from '../Supergraph.js';

const echo = (_: unknown, args: object) => JSON.stringify(args);

export const enums: Supergraph = {
  name: 'enums whose values differ by subgraph',
  subgraphs: {
    a: {
      sdl: `type Query { colours: [Colour]! colour: Colour! size(s: Size): String mood(m: Mood = CALM, all: [Mood!]): String hidden: [Mood] thing: Thing }
        enum Colour { RED GREEN } enum Size { S M } enum Mood { CALM WILD SECRET @inaccessible } type Thing @key(fields: "id") { id: ID! colour: Colour @shareable }`,
      resolvers: {
        Query: {
          colours: () => ['RED', 'GREEN', null],
          colour: () => 'GREEN',
          size: echo,
          mood: echo,
          hidden: () => ['CALM', 'SECRET'],
          thing: () => ({ id: '1', colour: 'RED' }),
        },
      },
    },
    b: {
      sdl: `type Query { paints: [Colour!]! measure(s: Size!): String } enum Colour { RED BLUE } enum Size { M L } type Thing @key(fields: "id") { id: ID! paint: Colour }`,
      resolvers: { Query: { paints: () => ['BLUE', 'RED'], measure: echo }, Thing: { paint: () => 'BLUE' } },
    },
  },
  cases: [
    {
      title: 'as answers: each subgraph may give its own',
      query: '{ colours paints }',
      data: { colours: ['RED', 'GREEN', null], paints: ['BLUE', 'RED'] },
    },
    {
      title: 'as answers of entities',
      query: '{ thing { colour paint } }',
      data: { thing: { colour: 'RED', paint: 'BLUE' } },
    },
    {
      title: 'as answers: the client sees all of them',
      query: '{ __type(name: "Colour") { enumValues { name } } }',
      data: { __type: { enumValues: [{ name: 'RED' }, { name: 'GREEN' }, { name: 'BLUE' }] } },
      calls: [],
    },
    {
      title: 'as arguments: what all know is passed on',
      query: '{ size(s: M) measure(s: M) }',
      data: { size: '{"s":"M"}', measure: '{"s":"M"}' },
    },
    {
      title: 'as arguments: what not all know is refused',
      query: '{ size(s: S) }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'as variables: what not all know is refused',
      query: 'query ($s: Size!) { measure(s: $s) }',
      variables: { s: 'L' },
      errors: [' BAD_USER_INPUT'],
      calls: [],
    },
    {
      title: 'as variables and lists of them',
      query: 'query ($m: Mood, $all: [Mood!]) { mood(m: $m, all: $all) }',
      variables: { m: 'WILD', all: ['CALM', 'WILD'] },
      data: { mood: '{"m":"WILD","all":["CALM","WILD"]}' },
    },
    {
      title: 'as a single value for a list',
      query: 'query ($m: Mood!) { mood(all: $m) other: mood(all: WILD) }',
      variables: { m: 'CALM' },
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'as a single literal for a list',
      query: '{ mood(all: WILD) }',
      data: { mood: '{"m":"CALM","all":["WILD"]}' },
    },
    {
      title: 'as text are refused',
      query: '{ mood(m: "WILD") }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'as answers that clients may not see are errors',
      query: '{ hidden }',
      data: { hidden: ['CALM', null] },
      errors: ['hidden.1 SUBGRAPH_INVALID_VALUE'],
    },
    {
      title: 'as answers nobody knows are errors',
      query: '{ colour thing { id } }',
      intercept: { a: () => ({ data: { colour: 'PLAID', thing: { __typename: 'Thing', id: '1' } } }) },
      data: null,
      errors: ['colour SUBGRAPH_INVALID_VALUE'],
    },
    {
      title: 'as arguments: a hidden one is refused',
      query: '{ mood(m: SECRET) }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
  ],
};
