import { getVariableValues, GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql';
import { Authorizer } from '../authorization/Authorizer.js';
import type { Engine, EngineSettings, OperationInput } from './Engine.js';
import { EngineCounters } from './EngineCounters.js';
import type { EngineError, EngineResult } from './EngineError.js';
import { AwaitedObjects } from './execution/AwaitedObjects.js';
import { ErrorCollector } from './execution/ErrorCollector.js';
import type { Execution } from './execution/Execution.js';
import { runStep } from './execution/runStep.js';
import { startQueue } from './execution/StartQueue.js';
import { subscribeTo } from './execution/subscribeTo.js';
import type { JsonObject } from './jsonObject.js';
import { OperationStore, type OperationChecks } from './operation/OperationStore.js';
import type { Preparation, PreparedOperation } from './operation/PreparedOperation.js';
import { toRequestError } from './operation/requestError.js';
import { Overrides, settledOverrides } from './plan/Overrides.js';
import { PlanStore, type CompiledPlan } from './plan/PlanStore.js';
import { ResponseTooLargeError } from './response/Writing.js';
import type { Planner } from './planning/Planner.js';
import type { Supergraph } from './supergraph/readSupergraph.js';
import { Cancellation } from './transport/Cancellation.js';
import { InFlight } from './transport/InFlight.js';
import type { SubgraphTransport } from './transport/SubgraphTransport.js';

const standardCapacity = 1_000;
const standardErrorLimit = 1_000;
const standardResponseLimit = 67_108_864;
/** Each repeats a value, and looks for names to suggest. */
const variableErrorLimit = 5;

/** An operation that can start: its plan, and variables as the client sent them and with defaults. */
interface Beginning {
  readonly ok: true;
  readonly operation: PreparedOperation;
  readonly plan: CompiledPlan;
  readonly inputs: JsonObject;
  readonly variables: JsonObject;
  /** One error for each field that the caller may not have. */
  readonly denials: readonly EngineError[];
}

interface Refusal {
  readonly ok: false;
  readonly errors: readonly EngineError[];
}

/** The engine: what it remembers between operations, and how one runs. */
export class FederationEngine<Context> implements Engine<Context> {
  /** The text it was made of. */
  readonly supergraph: string;
  readonly #supergraph: Supergraph;
  readonly #transports: ReadonlyMap<string, SubgraphTransport<Context>>;
  readonly #operations: OperationStore;
  readonly #plans: PlanStore;
  readonly #planner: Planner;
  readonly #authorizer: Authorizer<Context>;
  readonly #overrides: Overrides<Context>;
  readonly #errorLimit: number;
  readonly #responseLimit: number;
  readonly #running: InFlight<EngineResult>;

  constructor(
    settings: EngineSettings<Context>,
    parts: { readonly supergraph: Supergraph; readonly planner: Planner },
  ) {
    const { checks = {}, operationCapacity: capacity = standardCapacity } = settings;
    const { counters = new EngineCounters() } = settings;
    const { supergraph, planner } = parts;
    this.supergraph = settings.supergraph;
    this.#supergraph = supergraph;
    this.#transports = new Map(
      [...supergraph.subgraphs].map(([name, url]) => [name, settings.transport(name, url)]),
    );
    this.#operations = new OperationStore({ supergraph, checks, capacity });
    const onFailure = settings.onPlanningFailure ?? (() => undefined);
    this.#planner = planner;
    this.#plans = new PlanStore({ supergraph, planner, capacity, onFailure, counters });
    this.#running = new InFlight(() => counters.sharedOperations++);
    this.#overrides = new Overrides<Context>(planner, settings);
    this.#authorizer = new Authorizer<Context>(supergraph, { ...settings, capacity });
    this.#errorLimit = settings.errorLimit ?? standardErrorLimit;
    this.#responseLimit = settings.responseLimit ?? standardResponseLimit;
  }

  get schema(): GraphQLSchema {
    return this.#supergraph.schema;
  }

  prepare(source: string, operationName?: string | null, checks?: OperationChecks): Preparation {
    return this.#operations.prepare(source, operationName, checks);
  }

  async warm(source: string, operationName: string | null, conditions: JsonObject): Promise<boolean> {
    const preparation = this.prepare(source, operationName);
    if (!preparation.ok) return false;
    const { operation } = preparation;
    const allowed = { operation, withheld: undefined, overrides: settledOverrides };
    return (await this.#plans.planFor(operation, allowed, conditions)).ok;
  }

  async execute(operation: PreparedOperation, input: OperationInput<Context>): Promise<EngineResult> {
    const beginning = await this.#begin(operation, input);
    if (!beginning.ok) return { errors: beginning.errors };
    const { sharingKey, context } = input;
    const own = input.cancellation ?? Cancellation.from(input.signal);
    const run = (cancellation: Cancellation) =>
      startQueue.run(cancellation, () => this.#run(beginning, context, cancellation));
    if (sharingKey === undefined || operation.kind !== OperationTypeNode.QUERY) return run(own);
    const text = JSON.stringify([beginning.plan.key, beginning.inputs]);
    return this.#running.join({ scope: sharingKey, text }, own, run);
  }

  async *subscribe(
    operation: PreparedOperation,
    input: OperationInput<Context>,
  ): AsyncGenerator<EngineResult, void, undefined> {
    const beginning = await this.#begin(operation, input);
    if (!beginning.ok) {
      yield { errors: beginning.errors };
      return;
    }
    const { plan } = beginning;
    const { source, step } = plan.calls;
    if (source === undefined) throw new Error('Only subscriptions can be subscribed to.');
    const cancellation = input.cancellation ?? Cancellation.from(input.signal);
    yield* subscribeTo(
      () => this.#start(beginning, input.context, cancellation),
      { source, step },
      (execution) => this.#write(execution, plan),
    );
  }

  close(): void {
    this.#planner.close();
  }

  /** Checks variables and what the caller may have, and plans that. */
  async #begin(
    operation: PreparedOperation,
    { variables: inputs, context }: OperationInput<Context>,
  ): Promise<Beginning | Refusal> {
    const coercion = coerce(this.schema, operation, inputs ?? {});
    if (!coercion.ok) return coercion;
    const { variables } = coercion;
    const access = this.#authorizer.accessTo(operation, { context, variables });
    if (!access.ok) return access;
    const overrides = this.#overrides.choose(context);
    const planning = await this.#plans.planFor(operation, { ...access, overrides }, variables);
    if (!planning.ok) return planning;
    return { ...coercion, operation, plan: planning.plan, denials: access.errors };
  }

  async #run(beginning: Beginning, context: Context, cancellation: Cancellation): Promise<EngineResult> {
    const { plan } = beginning;
    const execution = this.#start(beginning, context, cancellation);
    if (plan.calls.step !== undefined) await runStep(execution, plan.calls.step);
    return this.#write(execution, plan);
  }

  /** Each execution starts from nothing, and an event of a subscription is one, too. */
  #start(
    { operation, inputs, variables, denials }: Beginning,
    context: Context,
    cancellation: Cancellation,
  ): Execution<Context> {
    return {
      supergraph: this.#supergraph,
      operation,
      transportOf: this.#transportOf,
      inputs,
      variables,
      context,
      cancellation,
      data: {},
      shared: new Set(),
      awaited: new AwaitedObjects(),
      errors: new ErrorCollector(this.#errorLimit, denials),
    };
  }

  #write(execution: Execution<unknown>, { write }: CompiledPlan): EngineResult {
    execution.errors.settle();
    const data = this.#writeData(execution, write);
    const { errors } = execution.errors;
    return errors.length === 0 ? { data } : { data, errors };
  }

  /** The data as JSON; null with one more error when it is longer than a response may be. */
  #writeData(execution: Execution<unknown>, write: CompiledPlan['write']): Buffer {
    try {
      return write(execution, this.#responseLimit);
    } catch (error) {
      if (!(error instanceof ResponseTooLargeError)) throw error;
      execution.errors.add({
        message: 'The response is too large.',
        extensions: { code: 'RESPONSE_TOO_LARGE' },
      });
      return Buffer.from('null');
    }
  }

  readonly #transportOf = (subgraph: string): SubgraphTransport<Context> => {
    const transport = this.#transports.get(subgraph);
    if (transport === undefined) throw new Error(`The plan names an unknown subgraph "${subgraph}".`);
    return transport;
  };
}

function coerce(
  schema: GraphQLSchema,
  { operation, conditionVariables }: PreparedOperation,
  inputs: JsonObject,
): Pick<Beginning, 'ok' | 'inputs' | 'variables'> | Refusal {
  const { variableDefinitions = [] } = operation;
  if (variableDefinitions.length === 0) return { ok: true, inputs, variables: {} };
  const { errors, coerced } = getVariableValues(schema, variableDefinitions, inputs, {
    maxErrors: variableErrorLimit,
  });
  if (errors === undefined) return checkedConditions(conditionVariables, { inputs, variables: coerced });
  return { ok: false, errors: errors.map((error) => toRequestError(error, 'BAD_USER_INPUT')) };
}

/** A variable with a default may be null, but `@skip` and `@include` take no null. */
function checkedConditions(
  conditionVariables: readonly string[],
  { inputs, variables }: Pick<Beginning, 'inputs' | 'variables'>,
): Pick<Beginning, 'ok' | 'inputs' | 'variables'> | Refusal {
  const name = conditionVariables.find((each) => typeof variables[each] !== 'boolean');
  if (name === undefined) return { ok: true, inputs, variables };
  const error = new GraphQLError(
    `The variable "$${name}" must not be null where @skip or @include depends on it.`,
  );
  return { ok: false, errors: [toRequestError(error, 'BAD_USER_INPUT')] };
}
