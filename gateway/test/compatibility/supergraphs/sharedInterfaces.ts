import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const pump: Row = { __typename: 'Part', id: '1', price: 9, weight: 4 };
const hour: Row = { __typename: 'Service', price: 50, weight: 0 };

export const sharedInterfaces: Supergraph = {
  name: 'shared fields that lead to an interface each subgraph has some fields of',
  ...oneWorld(
    {
      prices: `type Query { offer: Offer @shareable offers: [Offer!]! @shareable } interface Offer { price: Int! }
        type Part implements Offer @key(fields: "id") { id: ID! price: Int! } type Service implements Offer @shareable { price: Int! weight: Int! }`,
      weights: `type Query { offer: Offer @shareable offers: [Offer!]! @shareable } interface Offer { weight: Int! }
        type Part implements Offer @key(fields: "id") { id: ID! weight: Int! } type Service implements Offer @shareable { price: Int! weight: Int! }`,
    },
    { rows: [pump], resolvers: { Query: { offer: () => pump, offers: () => [pump, hour] } } },
  ),
  notAtRandom: ['Query.offer', 'Query.offers'],
  cases: [
    {
      title: 'a field that one subgraph has',
      query: '{ offers { weight } }',
      data: { offers: [{ weight: 4 }, { weight: 0 }] },
      calls: ['weights'],
    },
    {
      title: 'fields of several subgraphs of one of its types',
      query: '{ offers { ... on Part { weight price } } }',
      data: { offers: [{ weight: 4, price: 9 }, {}] },
    },
    {
      title: 'fields of several subgraphs',
      query: '{ offers { price weight } }',
      data: {
        offers: [
          { price: 9, weight: 4 },
          { price: 50, weight: 0 },
        ],
      },
    },
  ],
};
