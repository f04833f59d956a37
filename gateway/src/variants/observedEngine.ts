import type { Engine, OperationInput } from '../engine/createEngine.js';
import type { PreparedOperation } from '../engine/operation/PreparedOperation.js';
import { conditionValues } from './conditionValues.js';
import type { UnderWay } from './UnderWay.js';
import type { OperationPopularity } from './OperationPopularity.js';
import type { PreparedText } from './PreparedText.js';

export interface Observers {
  readonly popularity: OperationPopularity;
  readonly inFlight: UnderWay;
  readonly text: PreparedText;
}

interface Source {
  readonly source: string;
  readonly operationName: string | null;
}

/** The same engine, telling what is asked of it. */
export function observedEngine<Context>(engine: Engine<Context>, observers: Observers): Engine<Context> {
  const { popularity, inFlight, text } = observers;
  const sources = new WeakMap<PreparedOperation, Source>();
  const begin = (operation: PreparedOperation, { variables }: OperationInput<Context>): void => {
    inFlight.enter();
    const asked = sources.get(operation);
    if (asked === undefined) return;
    if (operation.conditionVariables.length === 0)
      popularity.note(operation.id, () => ({ ...asked, conditions: {} }));
    else {
      const conditions = conditionValues(operation, variables ?? {});
      popularity.note(operation.id + JSON.stringify(conditions), () => ({ ...asked, conditions }));
    }
  };
  return {
    schema: engine.schema,
    supergraph: engine.supergraph,
    warm: (source, operationName, conditions) => engine.warm(source, operationName, conditions),
    close: () => engine.close(),
    prepare: (source, operationName, checks) => {
      const preparation = engine.prepare(source, operationName, checks);
      if (preparation.ok && !sources.has(preparation.operation)) {
        sources.set(preparation.operation, { source, operationName: operationName ?? null });
        text.note(source.length);
      }
      return preparation;
    },
    execute: async (operation, input) => {
      begin(operation, input);
      try {
        return await engine.execute(operation, input);
      } finally {
        inFlight.leave();
      }
    },
    subscribe: async function* (operation, input) {
      begin(operation, input);
      try {
        yield* engine.subscribe(operation, input);
      } finally {
        inFlight.leave();
      }
    },
  };
}
