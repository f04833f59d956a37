import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const user: Row = { __typename: 'User', id: '1', name: 'Ada', age: 36, mail: 'a@x', pin: '1234' };

/** Directives that composition carries along and that change nothing in what is answered here. */
export const directivesThatStay: Supergraph = {
  name: 'directives that mean nothing to execution',
  ...oneWorld(
    {
      a: `extend schema @link(url: "https://example.org/marks/v1.0", import: ["@mark"]) @composeDirective(name: "@mark")
        directive @mark(by: String, level: Int = 3) repeatable on FIELD_DEFINITION | OBJECT | ENUM_VALUE
        type Query @tag(name: "root") { me: User @mark(by: "x") @mark(by: "y") @tag(name: "public") } type User @key(fields: "id") @mark @tag(name: "people") { id: ID! name(upper: Boolean = false @tag(name: "arg")): String! @mark(by: "z") role: Role @tag(name: "public") @deprecated(reason: "gone") }
        enum Role @tag(name: "e") { ADMIN @mark @tag(name: "v") GUEST @deprecated }`,
      b: `directive @local(x: Int) on FIELD_DEFINITION | ARGUMENT_DEFINITION type User @key(fields: "id") { id: ID! age(in: String @local(x: 1)): Int @local(x: 2) mail: String @tag(name: "private") @tag(name: "people") pin: String! @deprecated }
        interface Unused @tag(name: "i") { id: ID! } input Also @tag(name: "in") { x: Int @tag(name: "f") } scalar Sign @tag(name: "s") union Un @tag(name: "u") = User type Query { un(also: Also, sign: Sign): Un }`,
    },
    { rows: [user], resolvers: { Query: { me: () => user, un: () => user }, User: { role: () => 'GUEST' } } },
  ),
  cases: [
    {
      title: 'leave fields as they are',
      query: '{ me { name role age mail pin } }',
      data: { me: { name: 'Ada', role: 'GUEST', age: 36, mail: 'a@x', pin: '1234' } },
    },
    {
      title: 'leave arguments, inputs, scalars and unions as they are',
      query:
        'query ($s: Sign) { me { name(upper: true) age(in: "days") } un(also: { x: 1 }, sign: $s) { __typename ... on User { mail } } }',
      variables: { s: { any: 1 } },
      data: { me: { name: 'Ada', age: 36 }, un: { __typename: 'User', mail: 'a@x' } },
    },
    {
      title: 'are no directives of operations',
      query: '{ me { name @tag(name: "x") } }',
      errors: [' GRAPHQL_VALIDATION_FAILED'],
      calls: [],
    },
    {
      title: 'deprecated enum values may still be given',
      query: '{ __type(name: "Role") { enumValues(includeDeprecated: true) { name isDeprecated } } }',
      data: {
        __type: {
          enumValues: [
            { name: 'ADMIN', isDeprecated: false },
            { name: 'GUEST', isDeprecated: true },
          ],
        },
      },
    },
  ],
};
