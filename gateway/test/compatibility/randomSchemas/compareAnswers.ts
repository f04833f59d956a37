import { execute, parse, type GraphQLSchema } from 'graphql';
import type { TestSupergraph } from '../../engine/testSupergraph.js';
import { nulledPlaces } from './nulledPlaces.js';
import { variables } from './randomOperation.js';
import type { RandomWorld } from './draftWorld.js';

/** An answer as far as it must be the same: its data to the byte, and which nulls errors stand for. */
export interface ComparedAnswer {
  readonly data: string;
  readonly nulled: readonly string[];
}

interface Sides {
  readonly running: TestSupergraph;
  readonly whole: GraphQLSchema;
  readonly world: RandomWorld;
}

/** What the engine answers, and what graphql-js answers over one schema. */
export async function compareAnswers(
  { running, whole, world }: Sides,
  operation: string,
): Promise<{ readonly actual: ComparedAnswer; readonly expected: ComparedAnswer }> {
  world.reset();
  const { data, errors } = await execute({
    schema: whole,
    document: parse(operation),
    variableValues: variables,
  });
  world.reset();
  const result = await running.run(operation, variables);
  return {
    actual: { data: JSON.stringify(result.data), nulled: nulledPlaces(result.data, result.errors) },
    expected: { data: JSON.stringify(data), nulled: nulledPlaces(data, errors) },
  };
}
