import { getVariableValues, type GraphQLSchema } from 'graphql';
import type { EngineResult } from './EngineError.js';
import { ErrorCollector } from './execution/ErrorCollector.js';
import type { Execution } from './execution/Execution.js';
import { runStep } from './execution/runStep.js';
import { subscribeTo } from './execution/subscribeTo.js';
import type { JsonObject } from './jsonObject.js';
import { OperationStore, type OperationChecks } from './operation/OperationStore.js';
import type { Preparation, PreparedOperation } from './operation/PreparedOperation.js';
import { toRequestError } from './operation/requestError.js';
import { PlanStore } from './plan/PlanStore.js';
import { ResponseWriter } from './response/ResponseWriter.js';
import { readSupergraph } from './supergraph/readSupergraph.js';
import type { SubgraphTransport } from './transport/SubgraphTransport.js';

export interface EngineSettings<Context> {
  /** A Federation 2 supergraph. */
  readonly supergraph: string;
  /** Gives the way to each subgraph, by its name and the URL in the supergraph. Called once for each. */
  readonly transport: (subgraph: string, url: string) => SubgraphTransport<Context>;
  /** What the host refuses before validation. Default: nothing. */
  readonly checks?: OperationChecks;
  /** Most operations, and most plans, remembered. Default 1,000. */
  readonly operationCapacity?: number;
  /** Told why the planner gave up on an operation; the client only learns that it did. */
  readonly onPlanningFailure?: (cause: unknown) => void;
  /** Most errors in one response. Default 1,000. */
  readonly errorLimit?: number;
}

export interface OperationInput<Context> {
  readonly variables?: JsonObject | null | undefined;
  /** Handed to the transports untouched. */
  readonly context: Context;
  /** Aborts the calls under way; `execute` then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Executes operations over the subgraphs of one supergraph. Holds no connection: transports do. */
export interface Engine<Context> {
  /** The schema clients see. */
  readonly schema: GraphQLSchema;
  /** Parses and validates. Refusals are answers; only broken invariants throw. */
  prepare(source: string, operationName?: string | null): Preparation;
  /**
   * Prepares and plans an operation so that its first run need not. `conditions` are the values of its condition
   * variables. Answers whether it can run.
   */
  warm(source: string, operationName: string | null, conditions: JsonObject): Promise<boolean>;
  /** Runs a query or mutation. */
  execute(operation: PreparedOperation, input: OperationInput<Context>): Promise<EngineResult>;
  /** Runs a subscription: one result for each event. Ending the iteration ends it upstream. */
  subscribe(operation: PreparedOperation, input: OperationInput<Context>): AsyncIterable<EngineResult>;
}

const variableErrorLimit = 20;

/** Builds an engine. Throws when the text is no supergraph. */
export function createEngine<Context>(settings: EngineSettings<Context>): Engine<Context> {
  const supergraph = readSupergraph(settings.supergraph);
  const transports = new Map(
    [...supergraph.subgraphs].map(([name, url]) => [name, settings.transport(name, url)]),
  );
  const { checks = {}, operationCapacity: capacity = 1_000, errorLimit = 1_000 } = settings;
  const operations = new OperationStore({ supergraph, checks, capacity });

  const transportOf = (subgraph: string): SubgraphTransport<Context> => {
    const transport = transports.get(subgraph);
    if (transport === undefined) throw new Error(`The plan names an unknown subgraph "${subgraph}".`);
    return transport;
  };

  const plans = new PlanStore({
    supergraph,
    capacity,
    onFailure: settings.onPlanningFailure ?? (() => undefined),
  });

  /** Checks variables and plans; then each execution starts from nothing, and an event of a subscription is one, too. */
  const begin = async (operation: PreparedOperation, input: OperationInput<Context>) => {
    const inputs = input.variables ?? {};
    const definitions = operation.operation.variableDefinitions ?? [];
    const coercion = getVariableValues(supergraph.schema, definitions, inputs, {
      maxErrors: variableErrorLimit,
    });
    if (coercion.errors !== undefined)
      return {
        ok: false,
        errors: coercion.errors.map((error) => toRequestError(error, 'BAD_USER_INPUT')),
      } as const;
    const variables = coercion.coerced;
    const planning = await plans.planFor(operation, variables);
    if (!planning.ok) return planning;
    const { context, signal = new AbortController().signal } = input;
    const start = (): Execution<Context> => ({
      ...{ supergraph, operation, transportOf, inputs, variables, context, signal },
      ...{ data: {}, errors: new ErrorCollector(errorLimit) },
    });
    return { ok: true, start, plan: planning.plan } as const;
  };

  return {
    ...{ schema: supergraph.schema, warm: warmer(operations, plans) },
    prepare: (source, operationName) => operations.prepare(source, operationName),
    execute: async (operation, input) => {
      const beginning = await begin(operation, input);
      if (!beginning.ok) return { errors: beginning.errors };
      const execution = beginning.start();
      if (beginning.plan.step !== undefined) await runStep(execution, beginning.plan.step);
      return writeResult(execution);
    },
    subscribe: async function* (operation, input) {
      const beginning = await begin(operation, input);
      if (!beginning.ok) {
        yield { errors: beginning.errors };
        return;
      }
      const { source, step } = beginning.plan;
      if (source === undefined) throw new Error('Only subscriptions can be subscribed to.');
      yield* subscribeTo(beginning.start, { source, step }, writeResult);
    },
  };
}

function warmer(operations: OperationStore, plans: PlanStore): Engine<never>['warm'] {
  return async (source, operationName, conditions) => {
    const preparation = operations.prepare(source, operationName);
    return preparation.ok && (await plans.planFor(preparation.operation, conditions)).ok;
  };
}

function writeResult(execution: Execution<unknown>): EngineResult {
  const data = new ResponseWriter(execution).write();
  const { errors } = execution.errors;
  return errors.length === 0 ? { data } : { data, errors };
}
