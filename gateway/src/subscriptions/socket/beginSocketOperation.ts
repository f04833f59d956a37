import { AppError } from '@ai-collective/platform/runtime';
import type { GraphQLSchema } from 'graphql';
import type { EngineError, EngineResult } from '../../engine/EngineError.js';
import { Cancellation } from '../../engine/transport/Cancellation.js';
import { asGraphqlError } from '../../http/asGraphqlError.js';
import type { Arrival } from '../../http/Callers.js';
import type { GraphqlParameters } from '../../http/graphqlParameters.js';
import type { CommunityTally } from '../../observability/metrics/CommunityTally.js';
import { beginOperation, type Begun, type SingleOperation } from '../../stages/beginOperation.js';
import type { SocketSettings } from './SocketSettings.js';

/** An operation under way. Whoever reads its results cancels `end` when they are over. */
export interface BegunOperation {
  readonly ok: true;
  readonly schema: GraphQLSchema;
  readonly results: AsyncIterable<EngineResult>;
  readonly end: Cancellation;
  /** Whether it goes on until somebody ends it. */
  readonly lasts: boolean;
  /** Gives the last result, if the subscription may not go on. */
  readonly ending?: Promise<EngineResult | undefined>;
}

type Beginning = BegunOperation | { readonly ok: false; readonly errors: readonly EngineError[] };

/** What an operation over a socket is ended and counted by. */
interface Bookkeeping {
  readonly end: Cancellation;
  readonly tally: CommunityTally;
}

/** Begins an operation as HTTP does: the same callers, the same gates, the same stages. Refusals are answers. */
export async function beginSocketOperation<Context>(
  settings: SocketSettings<Context>,
  arrival: Arrival,
  parameters: GraphqlParameters,
): Promise<Beginning> {
  const end = new Cancellation();
  const began = performance.now();
  let tally = settings.metrics.communities.nobody;
  try {
    const caller = await settings.callers.identify(arrival);
    tally = settings.metrics.communities.of(caller.community);
    const leave = settings.requests.enter(caller.admissionKey);
    end.whenCancelled(leave);
    const asked = { arrival, caller, parameters, cancellation: end, tally, began, leave };
    return beginningOf(await beginOperation(settings, asked), { end, tally });
  } catch (error) {
    end.cancel();
    if (!(error instanceof AppError)) {
      tally.failed++;
      throw error;
    }
    tally.refuse(error.code);
    return { ok: false, errors: [asGraphqlError(error)] };
  }
}

function beginningOf(begun: Begun, { end, tally }: Bookkeeping): Beginning {
  switch (begun.kind) {
    case 'refused':
      end.cancel();
      return { ok: false, errors: begun.errors };
    case 'single':
      return { ok: true, lasts: false, schema: begun.schema, results: once(begun, { end, tally }), end };
    case 'lasting':
      return { ok: true, lasts: true, ...begun, end };
  }
}

async function* once(
  { answer }: SingleOperation,
  { end, tally }: Bookkeeping,
): AsyncGenerator<EngineResult, void, undefined> {
  const result = await answer().catch((error: unknown) => {
    if (end.isCancelled) tally.abandoned++;
    else tally.failed++;
    throw error;
  });
  yield result;
}
