import { getVariableValues, type GraphQLError, type GraphQLSchema } from 'graphql';
import { Authorizer } from '../authorization/Authorizer.js';
import type { Grants } from '../authorization/Grants.js';
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
  /**
   * What a caller may have of what `@authenticated`, `@requiresScopes` and `@policy` protect; asked for each execution
   * when the supergraph has such directives. Default: nothing.
   */
  readonly grants?: (context: Context) => Grants;
  /** Told which fields, by coordinate (`User.email`), an execution was denied. */
  readonly onDenied?: (context: Context, coordinates: readonly string[]) => void;
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

  const authorizer = new Authorizer<Context>(supergraph, { capacity, ...settings });

  /** Checks variables and plans; then each execution starts from nothing, and an event of a subscription is one, too. */
  const begin = async (operation: PreparedOperation, input: OperationInput<Context>) => {
    const inputs = input.variables ?? {};
    const definitions = operation.operation.variableDefinitions ?? [];
    const coercion = getVariableValues(supergraph.schema, definitions, inputs, {
      maxErrors: variableErrorLimit,
    });
    if (coercion.errors !== undefined) return badInput(coercion.errors);
    const variables = coercion.coerced;
    const { context, signal = new AbortController().signal } = input;
    const access = authorizer.accessTo(operation, { context, variables });
    if (!access.ok) return access;
    const planning = await plans.planFor(access.operation, variables);
    if (!planning.ok) return planning;
    const start = (): Execution<Context> => ({
      ...{ supergraph, operation, transportOf, inputs, variables, context, signal },
      ...{ data: {}, withheld: access.withheld, errors: new ErrorCollector(errorLimit, access.errors) },
    });
    return { ok: true, start, plan: planning.plan } as const;
  };

  return {
    schema: supergraph.schema,
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

function badInput(errors: readonly GraphQLError[]) {
  return { ok: false, errors: errors.map((error) => toRequestError(error, 'BAD_USER_INPUT')) } as const;
}

function writeResult(execution: Execution<unknown>): EngineResult {
  const data = new ResponseWriter(execution).write();
  const { errors } = execution.errors;
  return errors.length === 0 ? { data } : { data, errors };
}
