import { DurationHistogram } from '@ai-collective/platform/metrics';
import { SubgraphFailure, type SubgraphFailureCode } from '../../engine/transport/SubgraphFailure.js';
import type { Circuit } from '../../engine/transport/rules/circuit.js';

/** How a call may end: answered, answered with errors of GraphQL, given up by its client, or failed as a whole. */
export type CallOutcome = 'ok' | 'errors' | 'abandoned' | SubgraphFailureCode;

/** What one subgraph was asked, counted as CommunityTally counts requests. */
export class SubgraphTally {
  /** Calls that were answered by another one's, identical and under way. */
  shared = 0;
  /** Calls that were sent once more since the connection broke before anything came back. */
  retried = 0;
  /** Subscriptions that are open upstream. */
  openSubscriptions = 0;
  circuit: Circuit['state'] = 'closed';
  /** How often the circuit has opened. */
  circuitOpened = 0;
  /** How long calls took that were answered. */
  readonly durations = new DurationHistogram();
  readonly #outcomes = new Map<CallOutcome, number>([
    ['ok', 0],
    ['errors', 0],
  ]);

  get outcomes(): ReadonlyMap<CallOutcome, number> {
    return this.#outcomes;
  }

  /** Counts a call that was answered after that time, ms. */
  answer(ms: number, hasErrors: boolean): void {
    this.durations.add(ms);
    this.#count(hasErrors ? 'errors' : 'ok');
  }

  /** Counts a call that gave no answer. */
  fail(cause: unknown): void {
    this.#count(cause instanceof SubgraphFailure ? cause.code : 'SUBGRAPH_UNREACHABLE');
  }

  /** Counts a call whose client has gone. */
  abandon(): void {
    this.#count('abandoned');
  }

  turnCircuit(state: Circuit['state']): void {
    this.circuit = state;
    if (state === 'open') this.circuitOpened++;
  }

  #count(outcome: CallOutcome): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }
}
