import type { Engine, EngineSettings } from './Engine.js';
import { FederationEngine } from './FederationEngine.js';

export type { Engine, EngineSettings, OperationInput } from './Engine.js';

/** Builds an engine. Throws when the text is no supergraph. */
export function createEngine<Context>(settings: EngineSettings<Context>): Engine<Context> {
  return new FederationEngine(settings);
}
