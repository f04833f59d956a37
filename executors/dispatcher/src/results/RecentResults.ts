import type { AttemptEvent } from '@ai-collective/contracts';
import { BoundedMap } from './BoundedMap.js';

interface RecentResult {
  readonly event: AttemptEvent;
  repeated: number;
}

/** Repetitions after which a task that is still asked for is run again: compute must have had a reason. */
const mostRepetitions = 3;

/**
 * Results published not long ago, by task. A broker that lost its memory may have lost them too: when their task is
 * asked for again, the same result is published again instead of running the task a second time.
 */
export class RecentResults {
  readonly #results: BoundedMap<RecentResult>;

  constructor(limit: number) {
    this.#results = new BoundedMap(limit);
  }

  remember(event: AttemptEvent): void {
    const repeated = this.#results.get(event.taskId)?.repeated ?? 0;
    this.#results.set(event.taskId, { event, repeated });
  }

  has(taskId: string): boolean {
    return this.#results.has(taskId);
  }

  /** The result to publish again, a few times only; then it is forgotten. */
  repeat(taskId: string): AttemptEvent | undefined {
    const result = this.#results.get(taskId);
    if (result === undefined) return undefined;
    result.repeated += 1;
    if (result.repeated <= mostRepetitions) return result.event;
    this.#results.delete(taskId);
    return undefined;
  }
}
