import { GraphQLError } from 'graphql';
import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const refused = () => {
  throw new GraphQLError('no', { extensions: { code: 'NO_AGE' } });
};
const user = (id: string, more: Record<string, unknown> = {}) => ({
  __typename: 'User',
  id,
  name: `u${id}`,
  age: Number(id),
  rank: Number(id) * 10,
  strict: Number(id),
  ...more,
});
const [one, two] = [user('1'), user('2', { age: refused, strict: refused })];

async function* each(...values: readonly unknown[]) {
  for (const value of values) yield await Promise.resolve(value);
}

export const subscriptions: Supergraph = {
  name: 'subscriptions',
  ...oneWorld(
    {
      a: `type Query { x: Int } type Subscription { joined(first: Int): User pairs: [User] count(to: Int! = 2): Int! any: Any } union Any = User | Note type Note { text: String } type User @key(fields: "id") { id: ID! name: String! }`,
      b: `type User @key(fields: "id") { id: ID! age: Int strict: Int! }`,
      c: `type User @key(fields: "id") { id: ID! name: String! @external rank: Int label: String @requires(fields: "name") }`,
    },
    {
      rows: [one, two],
      resolvers: {
        User: { label: ({ name }: { name: string }) => `<${name}>` },
        Subscription: {
          joined: {
            subscribe: (_: unknown, { first }: { first?: number }) =>
              each(...[one, null, two].slice(0, first).map((joined) => ({ joined }))),
          },
          pairs: { subscribe: () => each({ pairs: [one, null, one] }) },
          count: {
            subscribe: (_: unknown, { to }: { to: number }) =>
              each(...Array.from({ length: to }, (_unused, n) => ({ count: n }))),
          },
          any: { subscribe: () => each({ any: { __typename: 'Note', text: 'x' } }, { any: two }) },
        },
      },
    },
  ),
  cases: [
    {
      title: 'of one subgraph',
      query: 'subscription { count }',
      events: [{ data: { count: 0 } }, { data: { count: 1 } }],
    },
    {
      title: 'with arguments from variables',
      query: 'subscription ($n: Int!) { c: count(to: $n) }',
      variables: { n: 3 },
      events: [{ data: { c: 0 } }, { data: { c: 1 } }, { data: { c: 2 } }],
    },
    {
      title: 'complete the entity of each event',
      query: 'subscription { joined(first: 2) { name age rank } }',
      events: [{ data: { joined: { name: 'u1', age: 1, rank: 10 } } }, { data: { joined: null } }],
    },
    {
      title: 'report errors with the event they belong to',
      query: 'subscription { j: joined { a: age } }',
      events: [
        { data: { j: { a: 1 } } },
        { data: { j: null } },
        { data: { j: { a: null } }, errors: ['j.a NO_AGE'] },
      ],
    },
    {
      title: 'go on after an event whose nulls take all with them',
      query: 'subscription { joined { strict } }',
      events: [
        { data: { joined: { strict: 1 } } },
        { data: { joined: null } },
        { data: { joined: null }, errors: ['joined.strict NO_AGE'] },
      ],
    },
    {
      title: 'meet requirements',
      query: 'subscription { joined(first: 1) { label } }',
      events: [{ data: { joined: { label: '<u1>' } } }],
    },
    {
      title: 'of lists',
      query: 'subscription { pairs { id rank } }',
      events: [{ data: { pairs: [{ id: '1', rank: 10 }, null, { id: '1', rank: 10 }] } }],
    },
    {
      title: 'of unions, with type names and conditions',
      query:
        'subscription ($no: Boolean = false) { any { __typename ... on Note { text } ... on User { rank age @include(if: $no) } } }',
      events: [
        { data: { any: { __typename: 'Note', text: 'x' } } },
        { data: { any: { __typename: 'User', rank: 20 } } },
      ],
    },
    {
      title: 'of two fields are refused',
      query: 'subscription { count joined { id } }',
      events: [{ errors: [' GRAPHQL_VALIDATION_FAILED'] }],
    },
    {
      title: 'with a variable that is missing are refused',
      query: 'subscription ($n: Int!) { count(to: $n) }',
      events: [{ errors: [' BAD_USER_INPUT'] }],
    },
  ],
};
