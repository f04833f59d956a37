import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const acme: Row = { __typename: 'Org', code: 'acme', country: { iso: 'NL' } };
const void_: Row = { __typename: 'Org', code: 'void', country: { iso: 'FR' } };
const seat = (org: Row, nr: number, more: Record<string, unknown> = {}) => ({
  __typename: 'Seat',
  org,
  nr,
  ...more,
});
const seats: readonly Row[] = [
  seat(acme, 1, { holder: 'Ada', floor: 2, labels: ['quiet', 'sun'] }),
  seat(acme, 2, { holder: null, floor: 3, labels: [] }),
  seat(void_, 1, { holder: 'Bo', floor: null, labels: null }),
];

export const compoundKeys: Supergraph = {
  name: 'keys of several fields and of fields of objects',
  ...oneWorld(
    {
      seats: `type Query { seats: [Seat!]! seat(org: String!, nr: Int!): Seat }
        type Seat @key(fields: "nr org { code country { iso } }") { nr: Int! org: Org! }
        type Org { code: ID! @shareable country: Country! @shareable } type Country @shareable { iso: String! }`,
      holders: `type Seat @key(fields: "nr org { code country { iso } }") { nr: Int! org: Org! holder: String }
        type Org { code: ID! @shareable country: Country! @shareable } type Country @shareable { iso: String! }`,
      floors: `type Seat @key(fields: "org { code } nr") { nr: Int! org: Org! floor: Int labels: [String!] }
        type Org { code: ID! @shareable }`,
    },
    {
      rows: seats,
      resolvers: {
        Query: {
          seats: () => seats,
          seat: (_: unknown, args: { org: string; nr: number }) =>
            seats.find(({ org, nr }) => (org as Row).code === args.org && nr === args.nr) ?? null,
        },
      },
    },
  ),
  cases: [
    {
      title: 'find the entity by all parts of the key',
      query: '{ seats { holder } }',
      data: { seats: [{ holder: 'Ada' }, { holder: null }, { holder: 'Bo' }] },
      calls: ['holders', 'seats'],
    },
    {
      title: 'of different shapes lead to different subgraphs at once',
      query: '{ seats { floor holder nr } }',
      data: {
        seats: [
          { floor: 2, holder: 'Ada', nr: 1 },
          { floor: 3, holder: null, nr: 2 },
          { floor: null, holder: 'Bo', nr: 1 },
        ],
      },
      calls: ['floors', 'holders', 'seats'],
    },
    {
      title: 'stay hidden when the client asks for other parts of the object',
      query: '{ seat(org: "acme", nr: 1) { org { country { iso } } labels holder } }',
      data: { seat: { org: { country: { iso: 'NL' } }, labels: ['quiet', 'sun'], holder: 'Ada' } },
    },
    {
      title: 'are found behind aliases of their parts',
      query: '{ seat(org: "acme", nr: 2) { number: nr o: org { c: code country: code } floor nr: holder } }',
      data: { seat: { number: 2, o: { c: 'acme', country: 'acme' }, floor: 3, nr: null } },
    },
    {
      title: 'tell apart what agrees in one part only',
      query:
        '{ a: seat(org: "acme", nr: 1) { holder } b: seat(org: "void", nr: 1) { holder labels } c: seat(org: "void", nr: 2) { holder } }',
      data: { a: { holder: 'Ada' }, b: { holder: 'Bo', labels: null }, c: null },
    },
  ],
};
