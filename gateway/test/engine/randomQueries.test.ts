import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { randomNumbers, randomQuery } from './randomQuery.js';
import { runOnMonolith, shopMonolithSchema } from './shop/shopMonolith.js';
import { shopSubgraphs } from './shop/shopSubgraphs.js';
import { testSupergraph } from './testSupergraph.js';

const literals = {
  id: ['"u1"', '"u2"', '"b1"', '"t1"', '"zz"'],
  ids: ['["b1", "t2"]', '[]', '"b2"'],
  limit: ['1', '2', '3'],
  first: ['0', '1', '3'],
  max: ['1', '2', 'null'],
  currency: ['"USD"', '"EUR"'],
  express: ['true', 'false'],
};

/**
 * Left out because the planner (0.0.38) refuses or loses some combinations: requirements that are reached through two
 * entities of one subgraph, and different selections for the types behind an interface object.
 * Each works alone: see shop.test.ts.
 */
const exclude = new Set([
  'User.reputation',
  'Toy.warning',
  'Book.shipping',
  'Query.reviewed',
  'Review.item',
  ...['Item', 'Book', 'Toy'].flatMap((type) => [`${type}.reviews`, `${type}.rating`]),
]);

const variables = { yes: true, no: false };
const rounds = 200;

describe('the engine, for random queries,', () => {
  it(`answers ${rounds} of them like graphql-js over one schema`, async () => {
    const shop = testSupergraph(shopSubgraphs);
    for (let seed = 1; seed <= rounds; seed++) {
      const query = randomQuery({
        schema: shopMonolithSchema,
        random: randomNumbers(seed),
        literals,
        exclude,
      });
      expect(validate(shopMonolithSchema, parse(query)), query).toEqual([]);
      const expected = await runOnMonolith(query, variables);
      const actual = await shop.run(query, variables);
      expect(JSON.stringify(actual.data), `seed ${seed}: ${query}\n${JSON.stringify(actual.errors)}`).toBe(
        JSON.stringify(expected.data),
      );
      expect((actual.errors ?? []).length > 0, `errors of seed ${seed}`).toBe(
        (expected.errors ?? []).length > 0,
      );
    }
  });
});
