import type { Engine, EngineSettings } from './Engine.js';
import { engineMembers } from './engineMembers.js';
import { FederationEngine } from './FederationEngine.js';
import type { Planners } from './planning/Planner.js';
import { readSupergraph } from './supergraph/readSupergraph.js';

/** Settings of an engine whose plans are made elsewhere. */
export interface PlannedEngineSettings<Context> extends EngineSettings<Context> {
  readonly planners: Planners;
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
    return engineMembers(new FederationEngine(settings, { supergraph, planner }));
  } catch (error) {
    planner.close();
    throw error;
  }
}
