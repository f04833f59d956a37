import { readSupergraph } from '../../../../src/engine/supergraph/readSupergraph.js';
import { composeSubgraphs } from '../../testSupergraph.js';

const fields = (price: string, parts: string) => `
  type Query { offer: Offer @shareable offers(first: Int): [Offer!] @shareable shop: Shop @shareable }
  type Mutation { add: Offer @shareable }
  type Shop @key(fields: "id") { id: ID! best: Offer @shareable }
  interface Offer { ${price} kin: Offer }
  type Part implements Offer { ${parts} kin: Offer @shareable seller: Seller @shareable }
  type Service implements Offer @shareable { price: Int weight: Int! kin: Offer seller: Seller }
  type Seller @shareable { name: String }`;

/** Two subgraphs, each with one of the fields of an interface. */
export const offers = readSupergraph(
  composeSubgraphs({
    prices: { sdl: fields('price: Int', 'price: Int!') },
    weights: { sdl: fields('weight: Int!', 'weight: Int!') },
  }),
);
