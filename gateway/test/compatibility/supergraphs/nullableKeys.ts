import type { Supergraph } from '../Supergraph.js';

type Reference = Readonly<Record<string, unknown>>;
const byAny = (from: Reference) => ({
  ...from,
  from: Object.keys(from)
    .filter((name) => name !== '__typename')
    .sort()
    .join(),
});
const users = [
  { id: '1', mail: 'a@x', region: { code: 'EU' } },
  { id: '2', mail: null, region: null },
  { id: null, mail: 'c@x', region: { code: null } },
];

/** Keys may be null, though nothing is found by null. */
export const nullableKeys: Supergraph = {
  name: 'keys that are null',
  subgraphs: {
    a: {
      sdl: `type Query { users: [User!]! } type User @key(fields: "id") @key(fields: "mail") @key(fields: "id region { code }") { id: ID mail: String region: Region } type Region { code: String @shareable }`,
      resolvers: { Query: { users: () => users } },
    },
    b: {
      sdl: `type User @key(fields: "id") { id: ID byId: String }`,
      resolvers: { User: { __resolveReference: byAny, byId: ({ from }: Reference) => from } },
    },
    c: {
      sdl: `type User @key(fields: "mail") { mail: String byMail: String mails: Int! }`,
      resolvers: {
        User: { __resolveReference: byAny, byMail: ({ from }: Reference) => from, mails: () => 1 },
      },
    },
    d: {
      sdl: `type User @key(fields: "id region { code }") { id: ID region: Region byBoth: String } type Region { code: String @shareable }`,
      resolvers: {
        User: {
          __resolveReference: byAny,
          byBoth: ({ id, region }: Reference) => JSON.stringify([id, region]),
        },
      },
    },
  },
  cases: [
    {
      title: 'are not asked with',
      query: '{ users { byId } }',
      data: { users: [{ byId: 'id' }, { byId: 'id' }, { byId: null }] },
    },
    {
      title: 'do not disturb another key',
      query: '{ users { mail byMail } }',
      data: {
        users: [
          { mail: 'a@x', byMail: 'mail' },
          { mail: null, byMail: null },
          { mail: 'c@x', byMail: 'mail' },
        ],
      },
    },
    {
      title: 'are asked with when another part of the key is known',
      query: '{ users { byBoth } }',
      data: {
        users: [
          { byBoth: '["1",{"code":"EU"}]' },
          { byBoth: '["2",null]' },
          { byBoth: '[null,{"code":null}]' },
        ],
      },
    },
    {
      title: 'are an error where the field may not be null',
      query: '{ users { mails } }',
      data: null,
      errors: ['users.1.mails NULL_IN_NON_NULL_FIELD'],
    },
  ],
};
