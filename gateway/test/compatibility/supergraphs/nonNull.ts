import { GraphQLError } from 'graphql';
import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const refused = (code: string) => () => {
  throw new GraphQLError('no', { extensions: { code } });
};
const user = (id: string, more: Record<string, unknown> = {}) => ({
  ...{
    __typename: 'User',
    id,
    name: `u${id}`,
    mail: `${id}@x`,
    score: Number(id),
    teams: () => [red, blue],
    boss: () => good,
    home: { city: 'Rome', zip: refused('NO_ZIP') },
    ...more,
  },
});
const good = user('1');
const bad = user('2', { mail: refused('NO_MAIL'), score: refused('NO_SCORE') });
const red = { __typename: 'Team', id: 'r', title: 'red', lead: () => bad, members: () => [good, bad] };
const blue = { __typename: 'Team', id: 'b', title: 'blue', lead: () => good, members: () => [good] };

export const nonNull: Supergraph = {
  name: 'nulls that may not be',
  ...oneWorld(
    {
      users: `type Query { good: User! bad: User badStrict: User! users: [User!] maybe: [User] pair: Pair } type User @key(fields: "id") { id: ID! name: String! boss: User! } type Pair { left: User! right: User }`,
      mails: `type User @key(fields: "id") { id: ID! mail: String! score: Int home: Home } type Home { city: String! zip: String! }`,
      teams: `type Query { team: Team } type User @key(fields: "id") { id: ID! teams: [Team!]! } type Team @key(fields: "id") { id: ID! title: String! lead: User! members: [User!] }`,
    },
    {
      rows: [good, bad],
      resolvers: {
        Query: {
          good: () => good,
          bad: () => bad,
          badStrict: () => bad,
          users: () => [good, bad],
          maybe: () => [bad, null, good],
          pair: () => ({ left: good, right: bad }),
          team: () => red,
        },
      },
    },
  ),
  cases: [
    {
      title: 'in a nullable field stay there',
      query: '{ bad { name score } }',
      data: { bad: { name: 'u2', score: null } },
      errors: ['bad.score NO_SCORE'],
    },
    {
      title: 'take the entity with them',
      query: '{ bad { name mail } good { mail } }',
      data: { bad: null, good: { mail: '1@x' } },
      errors: ['bad.mail NO_MAIL'],
    },
    {
      title: 'take everything with them when no field on the way may be null',
      query: '{ good { mail } badStrict { mail } }',
      data: null,
      errors: ['badStrict.mail NO_MAIL'],
    },
    {
      title: 'take a list of non-null items with them',
      query: '{ users { mail } good { name } }',
      data: { users: null, good: { name: 'u1' } },
      errors: ['users.1.mail NO_MAIL'],
    },
    {
      title: 'take one item of a list of nullable items',
      query: '{ maybe { mail name } }',
      data: { maybe: [null, null, { mail: '1@x', name: 'u1' }] },
      errors: ['maybe.0.mail NO_MAIL'],
    },
    {
      title: 'two borders away',
      query: '{ good { teams { title lead { mail } } } }',
      data: null,
      errors: ['good.teams.0.lead.mail NO_MAIL'],
    },
    {
      title: 'two borders away stop at what may be null between them',
      query: '{ team { title members { mail } } good { teams { members { mail } title } } }',
      data: {
        team: { title: 'red', members: null },
        good: {
          teams: [
            { members: null, title: 'red' },
            { members: [{ mail: '1@x' }], title: 'blue' },
          ],
        },
      },
      errors: ['good.teams.0.members.1.mail NO_MAIL', 'team.members.1.mail NO_MAIL'],
    },
    {
      title: 'inside a value type stop at the value type',
      query: '{ good { home { city zip } name } }',
      data: { good: { home: null, name: 'u1' } },
      errors: ['good.home.zip NO_ZIP'],
    },
    {
      title: 'under aliases are named as the client named them',
      query: '{ x: bad { y: mail } z: pair { l: left { m: mail } r: right { m: mail } } }',
      data: { x: null, z: { l: { m: '1@x' }, r: null } },
      errors: ['x.y NO_MAIL', 'z.r.m NO_MAIL'],
    },
    {
      title: 'twice in one object are one null and one error',
      query: '{ bad { a: mail b: mail } }',
      data: { bad: null },
      errors: ['bad.a NO_MAIL'],
    },
    {
      title: 'that a subgraph sends without saying why are errors of the gateway',
      query: '{ bad { name mail } good { name } }',
      intercept: { mails: () => ({ data: { _entities: [{ mail: null }] } }) },
      data: { bad: null, good: { name: 'u1' } },
      errors: ['bad.mail NULL_IN_NON_NULL_FIELD'],
    },
    {
      title: 'that a subgraph leaves out are errors of the gateway',
      query: '{ bad { name mail } }',
      intercept: { mails: () => ({ data: { _entities: [{}] } }) },
      data: { bad: null },
      errors: ['bad.mail NULL_IN_NON_NULL_FIELD'],
    },
    {
      title: 'that a subgraph’s failure causes are reported once, with its code',
      query: '{ maybe { mail } users { name } }',
      intercept: { mails: () => Promise.reject(new Error('away')) },
      data: { maybe: [null, null, null], users: [{ name: 'u1' }, { name: 'u2' }] },
      errors: ['maybe.0.mail SUBGRAPH_UNREACHABLE', 'maybe.2.mail SUBGRAPH_UNREACHABLE'],
    },
  ],
};
