import type { Engine, EngineSettings, PlannedEngineSettings } from './Engine.js';
import { FederationEngine } from './FederationEngine.js';
import { inProcessPlanner } from './planning/inProcessPlanner.js';
import { readSupergraph } from './supergraph/readSupergraph.js';

export type { Engine, EngineSettings, OperationInput, PlannedEngineSettings } from './Engine.js';

/**
 * Builds an engine that plans in this process, where a planning cannot be stopped. Throws when the text is no
 * supergraph. Its members may be taken along one by one.
 */
export function createEngine<Context>(settings: EngineSettings<Context>): Engine<Context> {
  const supergraph = readSupergraph(settings.supergraph);
  const planner = inProcessPlanner(supergraph.planningSdl);
  return membersOf(new FederationEngine(settings, { supergraph, planner }));
}

/**
 * Builds an engine whose plans are made elsewhere, as in a PlannerProcess, until it is closed. Rejects when the text is no
 * supergraph, and with a PlannerUnavailableError. Its members may be taken along one by one.
 */
export async function openEngine<Context>(
  settings: PlannedEngineSettings<Context>,
): Promise<Engine<Context>> {
  const supergraph = readSupergraph(settings.supergraph);
  const planner = await settings.planners.open(supergraph.planningSdl);
  try {
    return membersOf(new FederationEngine(settings, { supergraph, planner }));
  } catch (error) {
    planner.close();
    throw error;
  }
}

function membersOf<Context>(engine: FederationEngine<Context>): Engine<Context> {
  return {
    schema: engine.schema,
    supergraph: engine.supergraph,
    prepare: (source, operationName, checks) => engine.prepare(source, operationName, checks),
    warm: (source, operationName, conditions) => engine.warm(source, operationName, conditions),
    execute: (operation, input) => engine.execute(operation, input),
    subscribe: (operation, input) => engine.subscribe(operation, input),
    close: () => engine.close(),
  };
}
