import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import type { Engine } from '../engine/createEngine.js';
import type { EngineError, EngineResult } from '../engine/EngineError.js';
import type { PreparedOperation } from '../engine/operation/PreparedOperation.js';
import type { Cancellation } from '../engine/transport/Cancellation.js';
import { errors } from '../errors.js';
import { asGraphqlError } from '../http/asGraphqlError.js';
import type { Arrival, Caller } from '../http/Callers.js';
import type { GraphqlParameters } from '../http/graphqlParameters.js';
import type { Admission } from '../limits/RequestLimits.js';
import type { CommunityTally } from '../observability/metrics/CommunityTally.js';
import type { StageSettings } from './StageSettings.js';

/** A request whose caller is known and which has been let in. */
export interface Asked<Context> {
  readonly arrival: Arrival;
  readonly caller: Caller<Context>;
  readonly parameters: GraphqlParameters;
  /** Happens when the client has gone or wants no more. */
  readonly cancellation: Cancellation;
  /** Where it is counted, and when it began, ms of `performance.now()`. */
  readonly tally: CommunityTally;
  readonly began: number;
  /** Tells that the request is in flight no longer. */
  readonly leave: () => void;
  /** Throws the AppError to answer with when the way a request came cannot take such an operation. */
  readonly check?: (operation: PreparedOperation) => void;
}

export type Begun = RefusedOperation | SingleOperation | LastingOperation;

interface RefusedOperation {
  readonly kind: 'refused';
  readonly errors: readonly EngineError[];
}

/** A query or mutation that may run. */
export interface SingleOperation {
  readonly kind: 'single';
  readonly schema: GraphQLSchema;
  /** Runs it. Rejects when it is cancelled. */
  readonly answer: () => Promise<EngineResult>;
}

/** A subscription that goes on until somebody ends it. */
export interface LastingOperation {
  readonly kind: 'lasting';
  readonly schema: GraphQLSchema;
  readonly results: AsyncIterable<EngineResult>;
  /** Gives the last result, if the subscription may not go on. */
  readonly ending: Promise<EngineResult | undefined>;
}

/** Takes a request through the stages that are the same however it came. Rejects with the AppError to answer with. */
export async function beginOperation<Context>(
  settings: StageSettings<Context>,
  asked: Asked<Context>,
): Promise<Begun> {
  const { caller, parameters, tally } = asked;
  const engine = await settings.engine(caller);
  if (engine === undefined) throw errors.SUPERGRAPH_NOT_READY();
  const admission = await settings.limits.admit(engine, caller, parameters);
  if (!admission.ok) {
    tally.refuse(admission.errors[0]?.extensions.code);
    return { kind: 'refused', errors: admission.errors };
  }
  asked.check?.(admission.operation);
  return admission.operation.kind === OperationTypeNode.SUBSCRIPTION
    ? subscription(settings, asked, { engine, admission })
    : single(asked, { engine, admission });
}

interface Admitted<Context> {
  readonly engine: Engine<Context>;
  readonly admission: Extract<Admission, { readonly ok: true }>;
}

function single<Context>(
  asked: Asked<Context>,
  { engine, admission: { operation, settle } }: Admitted<Context>,
): SingleOperation {
  const answer = async (): Promise<EngineResult> => {
    const result = await engine.execute(operation, inputOf(asked));
    asked.tally.answer(result, asked.began);
    return settle(result);
  };
  return { kind: 'single', schema: engine.schema, answer };
}

function subscription<Context>(
  settings: StageSettings<Context>,
  asked: Asked<Context>,
  { engine, admission: { operation } }: Admitted<Context>,
): LastingOperation {
  const { caller, cancellation, tally, leave } = asked;
  cancellation.whenCancelled(settings.streams.enter(caller.admissionKey));
  cancellation.whenCancelled(tally.subscribe());
  leave();
  const results = counted(engine.subscribe(operation, inputOf(asked)), tally);
  return { kind: 'lasting', schema: engine.schema, results, ending: endingOf(settings, asked) };
}

async function* counted(
  results: AsyncIterable<EngineResult>,
  tally: CommunityTally,
): AsyncGenerator<EngineResult, void, undefined> {
  for await (const result of results) {
    tally.events++;
    yield result;
  }
}

function inputOf<Context>({ caller: { context, sharingKey }, parameters, cancellation }: Asked<Context>) {
  return { variables: parameters.variables, context, sharingKey, cancellation };
}

/** What a subscription ends with when its caller is welcome no longer. */
async function endingOf<Context>(
  { callers }: StageSettings<Context>,
  { arrival, cancellation }: Asked<Context>,
): Promise<EngineResult | undefined> {
  const refusal = await callers.whenRefused?.(arrival, cancellation.signal);
  return refusal && { errors: [asGraphqlError(refusal)] };
}
