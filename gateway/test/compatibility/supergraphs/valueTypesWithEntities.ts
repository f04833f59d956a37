import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const ada: Row = {
  __typename: 'User',
  id: '1',
  name: 'Ada',
  karma: 7,
  get badge() {
    return { __typename: 'Medal', colour: 'gold', giver: bo, shape: 'round' };
  },
};
const bo: Row = {
  __typename: 'User',
  id: '2',
  name: 'Bo',
  karma: null,
  get badge() {
    return { __typename: 'Ribbon', text: 'best', giver: null, shape: null };
  },
};
const place = {
  city: 'Rome',
  mayor: bo,
  twins: [
    { city: 'Bonn', mayor: ada, twins: [] },
    { city: 'Lyon', mayor: null, twins: null },
  ],
  zip: '00100',
};
const event: Row = {
  __typename: 'Event',
  id: 'e',
  at: place,
  guests: [
    { user: ada, plus: 1 },
    { user: bo, plus: 0 },
  ],
  prize: { __typename: 'Trip', to: place, worth: 5 },
  host: ada,
};

/** Objects without a key, shared or not, with entities in them. */
export const valueTypesWithEntities: Supergraph = {
  name: 'value types with entities in them',
  ...oneWorld(
    {
      a: `type Query { event: Event place: Place @shareable } type Event @key(fields: "id") { id: ID! at: Place @shareable guests: [Guest!]! prize: Prize } type Guest { user: User! plus: Int } type Place @shareable { city: String! mayor: User twins: [Place!] } union Prize = Trip | Medal type Trip { to: Place worth: Int }
        interface Badge { giver: User } type Medal implements Badge @shareable { giver: User colour: String } type Ribbon implements Badge @shareable { giver: User text: String } type User @key(fields: "id") { id: ID! badge: Badge @shareable }`,
      b: `type Query { place: Place @shareable } type Event @key(fields: "id") { id: ID! at: Place @shareable host: User } type Place @shareable { city: String! mayor: User twins: [Place!] } type User @key(fields: "id") { id: ID! name: String! }`,
      c: `interface Badge { giver: User } type Medal implements Badge @shareable { giver: User colour: String } type Ribbon implements Badge @shareable { giver: User text: String } type User @key(fields: "id") { id: ID! karma: Int badge: Badge @shareable }`,
    },
    { rows: [ada, bo, event], resolvers: { Query: { event: () => event, place: () => place } } },
  ),
  cases: [
    {
      title: 'within one another',
      query: '{ event { at { city twins { city mayor { name karma } } mayor { name } } } }',
      data: {
        event: {
          at: {
            city: 'Rome',
            twins: [
              { city: 'Bonn', mayor: { name: 'Ada', karma: 7 } },
              { city: 'Lyon', mayor: null },
            ],
            mayor: { name: 'Bo' },
          },
        },
      },
    },
    {
      title: 'in lists and unions',
      query:
        '{ event { guests { plus user { name } } prize { ... on Trip { to { mayor { karma name } } worth } } } }',
      data: {
        event: {
          guests: [
            { plus: 1, user: { name: 'Ada' } },
            { plus: 0, user: { name: 'Bo' } },
          ],
          prize: { to: { mayor: { karma: null, name: 'Bo' } }, worth: 5 },
        },
      },
    },
    {
      title: 'behind interfaces of entities',
      query:
        '{ event { host { badge { __typename giver { name badge { ... on Ribbon { text } } } ... on Medal { colour } } } } }',
      data: {
        event: {
          host: {
            badge: { __typename: 'Medal', giver: { name: 'Bo', badge: { text: 'best' } }, colour: 'gold' },
          },
        },
      },
    },
    {
      title: 'at the root',
      query: '{ place { mayor { name karma badge { giver { id } } } twins { twins { city } } } }',
      data: {
        place: {
          mayor: { name: 'Bo', karma: null, badge: { giver: null } },
          twins: [{ twins: [] }, { twins: null }],
        },
      },
    },
    {
      title: 'at several depths with different fields',
      query:
        '{ event { host { karma } at { mayor { id badge { giver { id } } } twins { mayor { badge { giver { karma } } } } } } }',
      data: {
        event: {
          host: { karma: 7 },
          at: {
            mayor: { id: '2', badge: { giver: null } },
            twins: [{ mayor: { badge: { giver: { karma: null } } } }, { mayor: null }],
          },
        },
      },
    },
  ],
};
