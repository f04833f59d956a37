import type { Resolvers } from '../engine/testSupergraph.js';

/** Something a world has. Getters and methods are fields, too, computed from `this`. */
export interface Row {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** Everything the subgraphs of one supergraph know between them. */
export interface World {
  /** What references can find, by the fields of their keys. */
  readonly rows?: readonly Row[];
  /** Of the root types above all; a subgraph has those of its own fields. */
  readonly resolvers: Resolvers;
}
