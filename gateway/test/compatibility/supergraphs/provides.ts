import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const user = (id: string, name: string): Row => ({
  __typename: 'User',
  id,
  name,
  role: `role of ${name}`,
  address: { city: `${name}ville`, zip: `${id}00` },
});
const ada = user('1', 'Ada');
const bo = user('2', 'Bo');
const robot: Row = { __typename: 'Robot', id: '7', model: 'R2', name: 'Artoo', power: 9 };
const review = (id: string, author: Row | null, more: Record<string, unknown>): Row => ({
  __typename: 'Review',
  id,
  author,
  ...more,
});
const reviews = [
  review('1', ada, { readers: [bo, ada], subject: robot, maker: bo, any: [ada, robot] }),
  review('2', null, { readers: [], subject: bo, maker: robot, any: [] }),
];
const actor = `interface Actor { id: ID! name: String! } union Any = User | Robot`;

export const provides: Supergraph = {
  name: 'fields that a path provides',
  ...oneWorld(
    {
      users: `${actor} type Query { users: [User!]! } type User implements Actor @key(fields: "id") { id: ID! name: String! @shareable role: String! address: Address @shareable } type Address @shareable { city: String zip: String }
        type Robot implements Actor @key(fields: "id") { id: ID! name: String! @shareable model: String! @shareable power: Int! }`,
      reviews: `${actor} type Query { reviews: [Review!]! top: Review @provides(fields: "author { name }") }
        type Review @key(fields: "id") { id: ID! author: User readers: [User!]! @provides(fields: "name address { city }")
          subject: Any @provides(fields: "... on User { name } ... on Robot { model }") maker: Actor @provides(fields: "... on User { name } ... on Robot { name }") any: [Any!]! }
        type User implements Actor @key(fields: "id") { id: ID! name: String! @external address: Address @external } type Address { city: String @external }
        type Robot implements Actor @key(fields: "id") { id: ID! model: String! @external name: String! @external }`,
    },
    {
      rows: [ada, bo, robot, ...reviews],
      resolvers: { Query: { users: () => [ada, bo], reviews: () => reviews, top: () => reviews[0] } },
    },
  ),
  cases: [
    {
      title: 'save the call',
      query: '{ reviews { readers { name } } }',
      data: { reviews: [{ readers: [{ name: 'Bo' }, { name: 'Ada' }] }, { readers: [] }] },
      calls: ['reviews'],
    },
    {
      title: 'save the call for a field of an object',
      query: '{ reviews { readers { address { city } id } } }',
      data: {
        reviews: [
          {
            readers: [
              { address: { city: 'Boville' }, id: '2' },
              { address: { city: 'Adaville' }, id: '1' },
            ],
          },
          { readers: [] },
        ],
      },
      calls: ['reviews'],
    },
    {
      title: 'are completed by those that are not provided',
      query: '{ reviews { readers { role address { zip city } name } } }',
      data: {
        reviews: [
          {
            readers: [
              { role: 'role of Bo', address: { zip: '200', city: 'Boville' }, name: 'Bo' },
              { role: 'role of Ada', address: { zip: '100', city: 'Adaville' }, name: 'Ada' },
            ],
          },
          { readers: [] },
        ],
      },
    },
    {
      title: 'count on their own path only',
      query: '{ reviews { author { name } } }',
      data: { reviews: [{ author: { name: 'Ada' } }, { author: null }] },
      calls: ['reviews', 'users'],
    },
    {
      title: 'may lie deeper than the field that provides',
      query: '{ top { author { name } } }',
      data: { top: { author: { name: 'Ada' } } },
      calls: ['reviews'],
    },
    {
      title: 'differ by member of a union',
      query: '{ reviews { subject { __typename ... on User { name } ... on Robot { model } } } }',
      data: {
        reviews: [
          { subject: { __typename: 'Robot', model: 'R2' } },
          { subject: { __typename: 'User', name: 'Bo' } },
        ],
      },
      calls: ['reviews'],
    },
    {
      title: 'of one member are fetched for another',
      query: '{ reviews { subject { ... on Robot { model name power } ... on User { name role } } } }',
      data: {
        reviews: [
          { subject: { model: 'R2', name: 'Artoo', power: 9 } },
          { subject: { name: 'Bo', role: 'role of Bo' } },
        ],
      },
    },
    {
      title: 'may be of an interface',
      query: '{ reviews { maker { name id } } }',
      data: { reviews: [{ maker: { name: 'Bo', id: '2' } }, { maker: { name: 'Artoo', id: '7' } }] },
    },
    {
      title: 'are fetched for a union that provides nothing',
      query: '{ reviews { any { ... on Actor { name } } } }',
      data: { reviews: [{ any: [{ name: 'Ada' }, { name: 'Artoo' }] }, { any: [] }] },
      calls: ['reviews', 'users'],
    },
  ],
};
