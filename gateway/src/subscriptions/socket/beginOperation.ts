import { AppError } from '@ai-collective/platform/runtime';
import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import type { EngineError, EngineResult } from '../../engine/EngineError.js';
import { errors } from '../../errors.js';
import { asGraphqlError } from '../../http/asGraphqlError.js';
import type { Arrival, Caller } from '../../http/Callers.js';
import type { GraphqlParameters } from '../../http/graphqlParameters.js';
import { whenAborted } from '../../http/whenAborted.js';
import type { CommunityTally } from '../../observability/metrics/CommunityTally.js';
import type { SocketSettings } from './SocketSettings.js';

/** An operation under way. Whoever reads its results aborts `end` when they are over. */
export interface BegunOperation {
  readonly ok: true;
  readonly schema: GraphQLSchema;
  readonly results: AsyncIterable<EngineResult>;
  readonly end: AbortController;
  /** Where it is counted. */
  readonly tally: CommunityTally;
  /** Whether it goes on until somebody ends it. */
  readonly lasts: boolean;
  /** Gives the last result, if the subscription may not go on. */
  readonly ending?: Promise<EngineResult | undefined>;
}

type Beginning = BegunOperation | { readonly ok: false; readonly errors: readonly EngineError[] };

/** Begins an operation as HTTP does: the same callers, the same gates, the same engine. Refusals are answers. */
export async function beginOperation<Context>(
  settings: SocketSettings<Context>,
  arrival: Arrival,
  parameters: GraphqlParameters,
): Promise<Beginning> {
  const end = new AbortController();
  const began = performance.now();
  let tally = settings.metrics.communities.nobody;
  try {
    const caller = await settings.callers.identify(arrival);
    tally = settings.metrics.communities.of(caller.community);
    const beginning = await begin(settings, { arrival, caller, parameters, end, tally, began });
    if (beginning.ok) return beginning;
    tally.refuse(beginning.errors[0]?.extensions.code);
    end.abort();
    return beginning;
  } catch (error) {
    end.abort();
    if (error instanceof AppError) tally.refuse(error.code);
    else tally.failed++;
    if (error instanceof AppError) return { ok: false, errors: [asGraphqlError(error)] };
    throw error;
  }
}

interface Asked<Context> {
  readonly arrival: Arrival;
  readonly caller: Caller<Context>;
  readonly parameters: GraphqlParameters;
  readonly end: AbortController;
  readonly tally: CommunityTally;
  /** ms of `performance.now()`. */
  readonly began: number;
}

async function begin<Context>(
  settings: SocketSettings<Context>,
  { arrival, caller, parameters, end, tally, began }: Asked<Context>,
): Promise<Beginning> {
  const { signal } = end;
  const leave = settings.requests.enter(caller.admissionKey);
  whenAborted(signal, leave);
  const engine = await settings.engine(caller);
  if (engine === undefined) throw errors.SUPERGRAPH_NOT_READY();
  const admission = await settings.limits.admit(engine, caller, parameters);
  if (!admission.ok) return admission;
  const { operation, settle } = admission;
  const { schema } = engine;
  const { context, sharingKey } = caller;
  const input = { variables: parameters.variables, context, sharingKey, signal };
  if (operation.kind !== OperationTypeNode.SUBSCRIPTION) {
    const results = once(async () => {
      const result = await engine.execute(operation, input);
      tally.answer(result, began);
      return settle(result);
    });
    return { ok: true, lasts: false, schema, end, tally, results };
  }
  whenAborted(signal, settings.streams.enter(caller.admissionKey));
  whenAborted(signal, tally.subscribe());
  leave();
  const ending = endingOf(settings, arrival, signal);
  return { ok: true, lasts: true, schema, end, tally, results: engine.subscribe(operation, input), ending };
}

/** What a subscription ends with when its caller is welcome no longer. */
async function endingOf<Context>(
  { callers }: SocketSettings<Context>,
  arrival: Arrival,
  signal: AbortSignal,
): Promise<EngineResult | undefined> {
  const refusal = await callers.whenRefused?.(arrival, signal);
  return refusal && { errors: [asGraphqlError(refusal)] };
}

async function* once(run: () => Promise<EngineResult>): AsyncGenerator<EngineResult> {
  yield await run();
}
