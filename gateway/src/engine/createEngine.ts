import type { Engine, EngineSettings } from './Engine.js';
import { FederationEngine } from './FederationEngine.js';

export type { Engine, EngineSettings, OperationInput } from './Engine.js';

/** Builds an engine. Throws when the text is no supergraph. Its members may be taken along one by one. */
export function createEngine<Context>(settings: EngineSettings<Context>): Engine<Context> {
  const engine = new FederationEngine(settings);
  return {
    schema: engine.schema,
    supergraph: engine.supergraph,
    prepare: (source, operationName, checks) => engine.prepare(source, operationName, checks),
    warm: (source, operationName, conditions) => engine.warm(source, operationName, conditions),
    execute: (operation, input) => engine.execute(operation, input),
    subscribe: (operation, input) => engine.subscribe(operation, input),
  };
}
