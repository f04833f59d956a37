import { setTimeout as sleep } from 'node:timers/promises';
import type { Cancellation } from './Cancellation.js';
import { CircuitBreaker, type CircuitChange } from './CircuitBreaker.js';
import type { CallOutcome, CircuitSettings } from './rules/circuit.js';
import { wasNeverAnswered } from './rules/wasNeverAnswered.js';
import { SubgraphFailure, type SubgraphFailureCode } from './SubgraphFailure.js';
import type { SubgraphRequest, SubgraphTransport } from './SubgraphTransport.js';

export interface GuardSettings {
  readonly subgraph: string;
  readonly circuit: CircuitSettings;
  /** Longest wait before a query that was never answered is sent again, once, ms; absent, none is. */
  readonly retryWithinMs?: number | undefined;
  /** Told each time the circuit opens, lets probes through, or closes: for metrics and logs. */
  readonly onStateChange?: ((change: CircuitChange) => void) | undefined;
  /** Told of each query that is sent once more. */
  readonly onRetry?: (() => void) | undefined;
  /** A steady clock, ms, and a number from 0 to 1; the real ones unless stated. */
  readonly now?: (() => number) | undefined;
  readonly random?: (() => number) | undefined;
}

/** What says that a subgraph is down; the other failures come from one that is up. */
const downCodes: ReadonlySet<SubgraphFailureCode> = new Set([
  'SUBGRAPH_UNREACHABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_HTTP_ERROR',
] as const);

/**
 * The same transport, behind a circuit breaker: calls to a subgraph that keeps failing end at once with
 * SUBGRAPH_CIRCUIT_OPEN until it has recovered. Queries whose connection failed before anything came back are sent once
 * more; mutations never are.
 */
export function guardTransport<Context>(
  transport: SubgraphTransport<Context>,
  settings: GuardSettings,
): SubgraphTransport<Context> {
  const { subgraph, now = () => performance.now(), onStateChange } = settings;
  const breaker = new CircuitBreaker({ ...settings.circuit, now, onStateChange });
  return {
    fetch: async (request) => {
      const settle = breaker.enter();
      if (settle === undefined) throw new SubgraphFailure('SUBGRAPH_CIRCUIT_OPEN', subgraph);
      try {
        const answer = await fetchWithRetry(transport, settings, request);
        settle('success');
        return answer;
      } catch (error) {
        settle(outcomeOf(error, request.cancellation));
        throw error;
      }
    },
    subscribe: async function* (request) {
      if (!breaker.letsPass()) throw new SubgraphFailure('SUBGRAPH_CIRCUIT_OPEN', subgraph);
      yield* transport.subscribe(request);
    },
  };
}

async function fetchWithRetry<Context>(
  transport: SubgraphTransport<Context>,
  { retryWithinMs, onRetry, random = Math.random }: GuardSettings,
  request: SubgraphRequest<Context>,
): Promise<unknown> {
  try {
    return await transport.fetch(request);
  } catch (error) {
    const mayRetry =
      retryWithinMs !== undefined &&
      request.operationKind === 'query' &&
      error instanceof SubgraphFailure &&
      wasNeverAnswered(error);
    if (!mayRetry) throw error;
    await sleep(random() * retryWithinMs, undefined, { signal: request.cancellation.signal });
    onRetry?.();
    return transport.fetch(request);
  }
}

function outcomeOf(error: unknown, { isCancelled }: Cancellation): CallOutcome {
  if (isCancelled) return 'given-up';
  return error instanceof SubgraphFailure && !downCodes.has(error.code) ? 'success' : 'failure';
}
