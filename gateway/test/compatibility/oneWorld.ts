import type { GraphQLSchema } from 'graphql';
import type { Resolvers, TestSubgraphs } from '../engine/testSupergraph.js';
import { subgraphView } from './subgraphView.js';
import { wholeSchema } from './wholeSchema.js';

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

/**
 * Subgraphs that are views of one world, and the world behind one schema. A subgraph sees of a row what its schema
 * declares; what is `@external` to it only as far as the reference brings it, so that a requirement nobody
 * fetched cannot be met by accident.
 */
export function oneWorld(
  schemas: Readonly<Record<string, string>>,
  world: World,
): { readonly subgraphs: TestSubgraphs; readonly whole: () => GraphQLSchema } {
  const entries = Object.entries(schemas).map(([name, sdl]) => [name, subgraphView(sdl, world)] as const);
  const subgraphs = Object.fromEntries(entries);
  return { subgraphs, whole: () => wholeSchema(subgraphs, world.resolvers) };
}
