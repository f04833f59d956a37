import { getVariableValues, OperationTypeNode, type GraphQLSchema } from 'graphql';
import type { EngineError, EngineResult } from './EngineError.js';
import { ErrorCollector } from './execution/ErrorCollector.js';
import type { Execution } from './execution/Execution.js';
import { runStep } from './execution/runStep.js';
import { subscribeTo } from './execution/subscribeTo.js';
import type { JsonObject } from './jsonObject.js';
import { OperationStore, type OperationChecks } from './operation/OperationStore.js';
import type { Preparation, PreparedOperation } from './operation/PreparedOperation.js';
import { toRequestError } from './operation/requestError.js';
import { PlanStore, type CompiledPlan } from './plan/PlanStore.js';
import { ResponseTooLargeError } from './response/Writing.js';
import { readSupergraph } from './supergraph/readSupergraph.js';
import { Cancellation } from './transport/Cancellation.js';
import { InFlight } from './transport/InFlight.js';
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
  /** Longest response, in characters. Default 67,108,864. */
  readonly responseLimit?: number;
}

export interface OperationInput<Context> {
  readonly variables?: JsonObject | null | undefined;
  /** Handed to the transports untouched. */
  readonly context: Context;
  /** Aborts the calls under way; `execute` then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whoever has the same key gets the same answers. The same query with the same variables and key, under way at the
   * same moment, is executed once for all, with the context of the first. Mutations and inputs without a key share nothing.
   */
  readonly sharingKey?: string | undefined;
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

/** Variables as the client sent them, and coerced with defaults. */
interface Variables {
  readonly inputs: JsonObject;
  readonly variables: JsonObject;
}

type Beginning =
  | ({ readonly ok: true; readonly plan: CompiledPlan } & Variables)
  | { readonly ok: false; readonly errors: readonly EngineError[] };

/** Builds an engine. Throws when the text is no supergraph. */
export function createEngine<Context>(settings: EngineSettings<Context>): Engine<Context> {
  const supergraph = readSupergraph(settings.supergraph);
  const transports = new Map(
    [...supergraph.subgraphs].map(([name, url]) => [name, settings.transport(name, url)]),
  );
  const { checks = {}, operationCapacity: capacity = 1_000, errorLimit = 1_000 } = settings;
  const { onPlanningFailure: onFailure = () => undefined, responseLimit = 67_108_864 } = settings;
  const operations = new OperationStore({ supergraph, checks, capacity });
  const plans = new PlanStore({ supergraph, capacity, onFailure });
  const running = new InFlight<EngineResult>();

  const transportOf = (subgraph: string): SubgraphTransport<Context> => {
    const transport = transports.get(subgraph);
    if (transport === undefined) throw new Error(`The plan names an unknown subgraph "${subgraph}".`);
    return transport;
  };

  /** Checks variables and plans. */
  const begin = async (operation: PreparedOperation, input: OperationInput<Context>): Promise<Beginning> => {
    const coercion = coerce(supergraph.schema, operation, input.variables ?? {});
    if (!coercion.ok) return coercion;
    const planning = await plans.planFor(operation, coercion.variables);
    return planning.ok ? { ...coercion, plan: planning.plan } : planning;
  };

  /** Each execution starts from nothing, and an event of a subscription is one, too. */
  const start = (
    operation: PreparedOperation,
    { context, cancellation }: Pick<Execution<Context>, 'context' | 'cancellation'>,
    { inputs, variables }: Variables,
  ): Execution<Context> => ({
    ...{ supergraph, operation, transportOf, inputs, variables, context, cancellation },
    ...{ data: {}, shared: new Set(), errors: new ErrorCollector(errorLimit) },
  });

  const writeResult = (execution: Execution<unknown>, { write }: CompiledPlan): EngineResult => {
    const data = writeData(() => write(execution, responseLimit), execution.errors);
    const { errors } = execution.errors;
    return errors.length === 0 ? { data } : { data, errors };
  };

  const run = async (execution: Execution<Context>, plan: CompiledPlan): Promise<EngineResult> => {
    if (plan.calls.step !== undefined) await runStep(execution, plan.calls.step);
    return writeResult(execution, plan);
  };

  return {
    schema: supergraph.schema,
    prepare: (source, operationName) => operations.prepare(source, operationName),
    execute: async (operation, input) => {
      const beginning = await begin(operation, input);
      if (!beginning.ok) return { errors: beginning.errors };
      const { plan } = beginning;
      const { sharingKey, context } = input;
      const own = Cancellation.from(input.signal);
      const runUntil = (cancellation: Cancellation) =>
        run(start(operation, { context, cancellation }, beginning), plan);
      if (sharingKey === undefined || operation.kind !== OperationTypeNode.QUERY) return runUntil(own);
      return running.join(JSON.stringify([sharingKey, plan.key, beginning.inputs]), own, runUntil);
    },
    subscribe: async function* (operation, input) {
      const beginning = await begin(operation, input);
      if (!beginning.ok) {
        yield { errors: beginning.errors };
        return;
      }
      const { plan } = beginning;
      const { source, step } = plan.calls;
      if (source === undefined) throw new Error('Only subscriptions can be subscribed to.');
      const cancellation = Cancellation.from(input.signal);
      const { context } = input;
      yield* subscribeTo(
        () => start(operation, { context, cancellation }, beginning),
        { source, step },
        (execution) => writeResult(execution, plan),
      );
    },
  };
}

function coerce(
  schema: GraphQLSchema,
  { operation }: PreparedOperation,
  inputs: JsonObject,
): ({ readonly ok: true } & Variables) | { readonly ok: false; readonly errors: readonly EngineError[] } {
  const { variableDefinitions = [] } = operation;
  if (variableDefinitions.length === 0) return { ok: true, inputs, variables: {} };
  const { errors, coerced } = getVariableValues(schema, variableDefinitions, inputs, {
    maxErrors: variableErrorLimit,
  });
  if (errors === undefined) return { ok: true, inputs, variables: coerced };
  return { ok: false, errors: errors.map((error) => toRequestError(error, 'BAD_USER_INPUT')) };
}

/** The data as JSON; null with one more error when it is longer than a response may be. */
function writeData(write: () => Buffer, errors: ErrorCollector): Buffer {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof ResponseTooLargeError)) throw error;
    errors.add({ message: 'The response is too large.', extensions: { code: 'RESPONSE_TOO_LARGE' } });
    return Buffer.from('null');
  }
}
