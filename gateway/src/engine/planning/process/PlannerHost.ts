import { QueryPlanner } from '@graphql-hive/router-query-planner';
import type { PlannerAnswer } from './plannerAnswer.js';
import type { PlannerRequest } from './plannerMessages.js';

export interface PlannerListener {
  readonly onAnswer: (answer: PlannerAnswer) => void;
  /** A planner was let go, whose memory V8 does not know of. */
  readonly onForgotten: () => void;
  /** A planning takes unusually long, and may be one without end. */
  readonly onSlow: () => void;
}

/** Longest planning that is nothing unusual, ms. */
const slowMs = 250;

/**
 * The planner's process: a planner for each supergraph that is open. Requests are taken as they come, since only the
 * gateway that started the process can send any, and checking them with zod would cost 80 ms and 11 MB at each start.
 */
export class PlannerHost {
  readonly #planners = new Map<string, QueryPlanner>();
  readonly #listener: PlannerListener;

  constructor(listener: PlannerListener) {
    this.#listener = listener;
  }

  /** Does what is asked; plannings end later, on other threads. Never throws. */
  take(request: PlannerRequest): void {
    switch (request.type) {
      case 'open':
        this.#open(request.supergraph, request.sdl);
        return;
      case 'plan':
        void this.#plan(request);
        return;
      case 'forget':
        this.#planners.delete(request.supergraph);
        this.#listener.onForgotten();
        return;
    }
  }

  #open(supergraph: string, sdl: string): void {
    try {
      const planner = new QueryPlanner(sdl);
      this.#planners.set(supergraph, planner);
      const { overrideLabels, overridePercentages } = planner;
      this.#listener.onAnswer({ type: 'opened', supergraph, overrideLabels, overridePercentages });
    } catch (error) {
      this.#listener.onAnswer({ type: 'unusable', supergraph, message: messageOf(error) });
    }
  }

  async #plan({ id, supergraph, document, labels, share }: PlannerRequest & { readonly type: 'plan' }) {
    const slow = setTimeout(this.#listener.onSlow, slowMs);
    try {
      const planner = this.#planners.get(supergraph);
      if (planner === undefined) throw new Error('The supergraph is not open.');
      const plan = await planner.planAsync(document, null, new Set(labels), share);
      this.#listener.onAnswer({ type: 'planned', id, plan });
    } catch (error) {
      this.#listener.onAnswer({ type: 'failed', id, message: messageOf(error) });
    } finally {
      clearTimeout(slow);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
