import type { Supergraph } from '../Supergraph.js';

const byId = { __resolveReference: (from: unknown) => from };

/** The schema clients see is smaller than the one that is planned over. */
export const inaccessible: Supergraph = {
  name: '@inaccessible',
  subgraphs: {
    a: {
      sdl: `type Query { item(code: String, secret: Int = 4 @inaccessible): Item things: [Thing!]! hidden: Hidden @inaccessible pick(f: Filter): String either: Either level: Level }
        type Item @key(fields: "uid") { uid: ID! @inaccessible code: String! size: Int @inaccessible args: String } type Hidden @inaccessible { x: Int } union Either = Item | Hidden
        interface Thing { id: ID! } interface Secret @inaccessible { key: Int } type Box implements Thing & Secret { id: ID! key: Int } type Vault implements Thing @inaccessible { id: ID! }
        input Filter { open: Int closed: Int = 2 @inaccessible } enum Level { LOW HIGH SECRET @inaccessible }`,
      resolvers: {
        Query: {
          item: (_: unknown, args: object) => ({
            uid: 'u1',
            code: 'c1',
            size: 3,
            args: JSON.stringify(args),
          }),
          things: () => [{ __typename: 'Box', id: '1', key: 1 }],
          pick: (_: unknown, { f }: { f: unknown }) => JSON.stringify(f),
          either: () => ({ __typename: 'Item', uid: 'u2', code: 'c2' }),
          level: () => 'HIGH',
        },
        Item: byId,
      },
    },
    b: {
      sdl: `type Item @key(fields: "uid") { uid: ID! @inaccessible size: Int @external label: String @requires(fields: "size") stock: Int }`,
      resolvers: {
        Item: {
          ...byId,
          label: ({ size }: { size?: number | null }) => `size ${size ?? 'none'}`,
          stock: ({ uid }: { uid: string }) => uid.length,
        },
      },
    },
  },
  cases: [
    {
      title: 'keys still lead from subgraph to subgraph',
      query: '{ item { code stock } }',
      data: { item: { code: 'c1', stock: 2 } },
      calls: ['a', 'b'],
    },
    {
      title: 'fields may still be required',
      query: '{ item { label } }',
      data: { item: { label: 'size 3' } },
    },
    {
      title: 'fields are unknown to clients',
      query: '{ item { uid } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'root fields are unknown to clients',
      query: '{ hidden { x } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'arguments are unknown to clients, and have their default',
      query: '{ item(code: "c") { args } }',
      data: { item: { args: '{"code":"c","secret":4}' } },
    },
    {
      title: 'arguments cannot be given',
      query: '{ item(secret: 1) { args } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'input fields are unknown to clients, and have their default',
      query: '{ pick(f: { open: 1 }) }',
      data: { pick: '{"open":1,"closed":2}' },
    },
    {
      title: 'input fields cannot be given in the text',
      query: '{ pick(f: { closed: 1 }) }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'input fields cannot be given in variables',
      query: 'query ($f: Filter) { pick(f: $f) }',
      variables: { f: { closed: 1 } },
      errors: [' BAD_USER_INPUT'],
      calls: [],
    },
    {
      title: 'types are unknown to clients',
      query: '{ either { ... on Hidden { x } } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'members of unions do not disturb the others',
      query: '{ either { __typename ... on Item { code stock } } }',
      data: { either: { __typename: 'Item', code: 'c2', stock: 2 } },
    },
    {
      title: 'implementations do not disturb the others',
      query: '{ things { __typename id } }',
      data: { things: [{ __typename: 'Box', id: '1' }] },
    },
    {
      title: 'implementations that come all the same are errors',
      query: '{ things { id } level }',
      intercept: { a: () => ({ data: { things: [{ __typename: 'Vault', id: '2' }], level: 'LOW' } }) },
      data: null,
      errors: ['things.0 SUBGRAPH_INVALID_VALUE'],
    },
    {
      title: 'enum values that come all the same are errors',
      query: '{ level item { code } }',
      intercept: { a: () => ({ data: { level: 'SECRET', item: { code: 'c' } } }) },
      data: { level: null, item: { code: 'c' } },
      errors: ['level SUBGRAPH_INVALID_VALUE'],
    },
    {
      title: 'everything is missing from introspection',
      query:
        '{ q: __type(name: "Query") { fields { name args { name } } } i: __type(name: "Item") { fields { name } } h: __type(name: "Hidden") { name } e: __type(name: "Either") { possibleTypes { name } } f: __type(name: "Filter") { inputFields { name } } l: __type(name: "Level") { enumValues { name } } b: __type(name: "Box") { interfaces { name } fields { name } } t: __type(name: "Thing") { possibleTypes { name } } }',
      data: {
        q: {
          fields: [
            { name: 'item', args: [{ name: 'code' }] },
            { name: 'things', args: [] },
            { name: 'pick', args: [{ name: 'f' }] },
            { name: 'either', args: [] },
            { name: 'level', args: [] },
          ],
        },
        i: { fields: [{ name: 'code' }, { name: 'args' }, { name: 'label' }, { name: 'stock' }] },
        h: null,
        e: { possibleTypes: [{ name: 'Item' }] },
        f: { inputFields: [{ name: 'open' }] },
        l: { enumValues: [{ name: 'LOW' }, { name: 'HIGH' }] },
        b: { interfaces: [{ name: 'Thing' }], fields: [{ name: 'id' }, { name: 'key' }] },
        t: { possibleTypes: [{ name: 'Box' }] },
      },
    },
  ],
};
