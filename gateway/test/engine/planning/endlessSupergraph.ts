import { composeSubgraphs } from '../testSupergraph.js';

/** A supergraph over which the planner (0.0.38) does not come to an end for some operations. */
export const endlessSupergraph = composeSubgraphs({
  a: {
    sdl: `type Query { steps: [Step!]! } type Step @key(fields: "id") { id: ID! a0: Int! c2: Int! @external a3: String! @requires(fields: "c2") }`,
  },
  b: { sdl: `type Step @key(fields: "id") { id: ID! a0: Int! @external b1: Int! @requires(fields: "a0") }` },
  c: {
    sdl: `type Step @key(fields: "id") { id: ID! b1: Int! @external a3: String! @external c2: Int! @requires(fields: "b1") c5: String! @requires(fields: "a3 b1") }`,
  },
});

export const endless = '{ steps { c5 c2 } }';

/** As many operations without end as asked for, no two alike. */
export function endlessOperations(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `{ steps { c5 c2 x${n}: a0 } }`);
}
