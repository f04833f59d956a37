import type { Engine } from './Engine.js';
import type { FederationEngine } from './FederationEngine.js';

/** An engine whose members may be taken along one by one. */
export function engineMembers<Context>(engine: FederationEngine<Context>): Engine<Context> {
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
