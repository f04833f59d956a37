import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const user: Row = { __typename: 'User', id: '1', name: 'Ada', age: 36 };

export const introspection: Supergraph = {
  name: 'introspection',
  ...oneWorld(
    {
      a: `"Where everything starts." type Query { "Who asks." me(
            "Nothing." old: Int = 3): User node: Node any: [Any] gone: Int @deprecated(reason: "use me") } type Mutation { touch(input: Touch!): Int }
        "Somebody." type User implements Node @key(fields: "id") @tag(name: "people") { id: ID! "As spoken." name: String! @tag(name: "public") role: Role } interface Node { id: ID! } union Any = User | Team
        type Team implements Node { id: ID! } enum Role { "May all." ADMIN GUEST @deprecated } input Touch { "How often." times: Int! = 1 deep: [[Role!]!] }`,
      b: `type User @key(fields: "id") { id: ID! age(unit: String = "years"): Int secret: String @inaccessible } directive @mark(by: String) on FIELD_DEFINITION`,
    },
    {
      rows: [user],
      resolvers: { Query: { me: () => user, node: () => user, any: () => [user], gone: () => 1 } },
    },
  ),
  cases: [
    {
      title: 'of the roots',
      query: '{ __schema { queryType { name } mutationType { name } subscriptionType { name } } }',
      data: {
        __schema: {
          queryType: { name: 'Query' },
          mutationType: { name: 'Mutation' },
          subscriptionType: null,
        },
      },
      calls: [],
    },
    {
      title: 'of a type with fields of two subgraphs',
      query:
        '{ __type(name: "User") { kind name description fields { name type { kind name ofType { name } } args { name defaultValue } } interfaces { name } } }',
      data: {
        __type: {
          kind: 'OBJECT',
          name: 'User',
          description: 'Somebody.',
          fields: [
            { name: 'id', type: { kind: 'NON_NULL', name: null, ofType: { name: 'ID' } }, args: [] },
            { name: 'name', type: { kind: 'NON_NULL', name: null, ofType: { name: 'String' } }, args: [] },
            { name: 'role', type: { kind: 'ENUM', name: 'Role', ofType: null }, args: [] },
            {
              name: 'age',
              type: { kind: 'SCALAR', name: 'Int', ofType: null },
              args: [{ name: 'unit', defaultValue: '"years"' }],
            },
          ],
          interfaces: [{ name: 'Node' }],
        },
      },
    },
    {
      title: 'of abstract types',
      query:
        '{ a: __type(name: "Node") { kind possibleTypes { name } } b: __type(name: "Any") { kind possibleTypes { name } fields { name } } }',
      data: {
        a: { kind: 'INTERFACE', possibleTypes: [{ name: 'User' }, { name: 'Team' }] },
        b: { kind: 'UNION', possibleTypes: [{ name: 'User' }, { name: 'Team' }], fields: null },
      },
    },
    {
      title: 'of enums and inputs, with what is deprecated only when asked',
      query:
        '{ e: __type(name: "Role") { enumValues { name description } all: enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } } i: __type(name: "Touch") { inputFields { name description defaultValue } } }',
      data: {
        e: {
          enumValues: [{ name: 'ADMIN', description: 'May all.' }],
          all: [
            { name: 'ADMIN', isDeprecated: false, deprecationReason: null },
            { name: 'GUEST', isDeprecated: true, deprecationReason: 'No longer supported' },
          ],
        },
        i: {
          inputFields: [
            { name: 'times', description: 'How often.', defaultValue: '1' },
            { name: 'deep', description: null, defaultValue: null },
          ],
        },
      },
    },
    {
      title: 'of descriptions and deprecation of fields',
      query:
        '{ __type(name: "Query") { description fields(includeDeprecated: true) { name description isDeprecated deprecationReason args { name description defaultValue } } } }',
      data: {
        __type: {
          description: 'Where everything starts.',
          fields: [
            {
              name: 'me',
              description: 'Who asks.',
              isDeprecated: false,
              deprecationReason: null,
              args: [{ name: 'old', description: 'Nothing.', defaultValue: '3' }],
            },
            { name: 'node', description: null, isDeprecated: false, deprecationReason: null, args: [] },
            { name: 'any', description: null, isDeprecated: false, deprecationReason: null, args: [] },
            { name: 'gone', description: null, isDeprecated: true, deprecationReason: 'use me', args: [] },
          ],
        },
      },
    },
    {
      title: 'of what is not there',
      query: '{ __type(name: "Nobody") { name } }',
      data: { __type: null },
      calls: [],
    },
    {
      title: 'of what federation keeps to itself',
      query:
        '{ a: __type(name: "_Entity") { name } b: __type(name: "join__Graph") { name } c: __type(name: "link__Import") { name } d: __type(name: "_Service") { name } e: __type(name: "join__FieldSet") { name } f: __type(name: "_Any") { name } }',
      data: { a: null, b: null, c: null, d: null, e: null, f: null },
    },
    {
      title: 'of directives: only those of GraphQL itself',
      query: '{ __schema { directives { name } } }',
      data: {
        __schema: {
          directives: [
            { name: 'include' },
            { name: 'skip' },
            { name: 'deprecated' },
            { name: 'specifiedBy' },
            { name: 'oneOf' },
          ],
        },
      },
    },
    {
      title: 'beside data, in the order asked',
      query:
        '{ a: __typename me { name } t: __type(name: "Team") { name } me2: me { age } s: __schema { queryType { name } } }',
      data: {
        a: 'Query',
        me: { name: 'Ada' },
        t: { name: 'Team' },
        me2: { age: 36 },
        s: { queryType: { name: 'Query' } },
      },
      calls: ['a', 'b'],
    },
    {
      title: 'with fragments, variables, conditions and aliases',
      query:
        'query ($n: String!, $deep: Boolean!) { x: __type(name: $n) { ...T fields @include(if: $deep) { type { ...T } } } ... on Query { y: __type(name: "Role") { ...T } } } fragment T on __Type { k: kind n: name __typename }',
      variables: { n: 'Team', deep: false },
      data: {
        x: { k: 'OBJECT', n: 'Team', __typename: '__Type' },
        y: { k: 'ENUM', n: 'Role', __typename: '__Type' },
      },
      calls: [],
    },
    {
      title: 'skipped',
      query: '{ me { name } __schema @skip(if: true) { queryType { name } } }',
      data: { me: { name: 'Ada' } },
    },
    {
      title: 'selected twice and merged',
      query: '{ __type(name: "Role") { name } ...F } fragment F on Query { __type(name: "Role") { kind } }',
      data: { __type: { name: 'Role', kind: 'ENUM' } },
    },
    {
      title: 'of fields that are hidden finds nothing',
      query: '{ __type(name: "User") { fields { name } } }',
      data: { __type: { fields: [{ name: 'id' }, { name: 'name' }, { name: 'role' }, { name: 'age' }] } },
    },
    {
      title: 'below the root is refused',
      query: '{ me { __schema { queryType { name } } } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
  ],
};
