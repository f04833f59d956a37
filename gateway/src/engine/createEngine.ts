import type { Engine, EngineSettings } from './Engine.js';
import { engineMembers } from './engineMembers.js';
import { FederationEngine } from './FederationEngine.js';
import { inProcessPlanner } from './planning/inProcessPlanner.js';
import { readSupergraph } from './supergraph/readSupergraph.js';

export type { Engine, EngineSettings, OperationInput } from './Engine.js';

/**
 * Builds an engine that plans in this process, where a planning cannot be stopped: see openEngine. Throws when the text
 * is no supergraph. Its members may be taken along one by one.
 */
export function createEngine<Context>(settings: EngineSettings<Context>): Engine<Context> {
  const supergraph = readSupergraph(settings.supergraph);
  const planner = inProcessPlanner(supergraph.planningSdl);
  return engineMembers(new FederationEngine(settings, { supergraph, planner }));
}
