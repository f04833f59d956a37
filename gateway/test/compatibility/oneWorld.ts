import type { GraphQLSchema } from 'graphql';
import type { TestSubgraphs } from '../engine/testSupergraph.js';
import { subgraphView } from './subgraphView.js';
import { wholeSchema } from './wholeSchema.js';
import type { World } from './World.js';

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
