import { getVariableValues } from 'graphql';
import { createEngine, type Engine } from '../../../src/engine/createEngine.js';
import type { JsonObject } from '../../../src/engine/jsonObject.js';
import { CostAnalysis, type CostEstimate } from '../../../src/limits/cost/CostAnalysis.js';
import { composeSupergraph } from '../../../src/supergraph/composeSupergraph.js';

export const link = (...imports: readonly string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${['"@key"', '"@shareable"', ...imports].join(', ')}])\n`;

export const costLink = link('"@cost"', '"@listSize"');

/** A supergraph of subgraphs' schemas, by a real composition. */
export function supergraphOf(...sdl: readonly string[]): string {
  const composition = composeSupergraph(
    sdl.map((text, index) => ({ name: `s${index}`, url: `http://s${index}`, sdl: text })),
  );
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  return composition.supergraphSdl;
}

/** An engine whose subgraphs are never asked. */
export function engineOf(...sdl: readonly string[]): Engine<undefined> {
  return createEngine<undefined>({
    supergraph: supergraphOf(...sdl),
    transport: () => ({
      fetch: () => Promise.reject(new Error('not to be asked')),
      subscribe: () => {
        throw new Error('not to be asked');
      },
    }),
  });
}

export type Estimating = (query: string, variables?: JsonObject, listSize?: number) => CostEstimate;

/** Estimates costs of operations, which must be valid. */
export function estimating(engine: Engine<undefined>, supergraph = engine.supergraph): Estimating {
  const analysis = new CostAnalysis(supergraph, engine.schema);
  return (query, given = {}, listSize = 10) => {
    const preparation = engine.prepare(query);
    if (!preparation.ok) throw new Error(preparation.errors.map(({ message }) => message).join('\n'));
    const { operation } = preparation;
    const definitions = operation.operation.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(engine.schema, definitions, given);
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
    return analysis.estimate(operation, { variables: coerced, listSize });
  };
}
