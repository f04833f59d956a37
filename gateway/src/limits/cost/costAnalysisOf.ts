import type { GraphQLSchema } from 'graphql';
import { CostAnalysis } from './CostAnalysis.js';

const known = new WeakMap<GraphQLSchema, CostAnalysis>();

/** The analysis of an engine's supergraph: made at first use, gone with the engine. */
export function costAnalysisOf(engine: {
  readonly supergraph: string;
  readonly schema: GraphQLSchema;
}): CostAnalysis {
  const made = known.get(engine.schema) ?? new CostAnalysis(engine.supergraph, engine.schema);
  known.set(engine.schema, made);
  return made;
}
