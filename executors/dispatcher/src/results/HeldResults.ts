import type { DeviceRecord, DoneResult } from '@ai-collective/contracts';

/** A result whose task has not come from Kafka (yet): its dispatcher was restarted. */
export interface HeldResult {
  readonly device: DeviceRecord;
  readonly result: DoneResult;
  /** Milliseconds since the epoch. */
  readonly heldSince: number;
}

/** Results that wait for their tasks, one a task, bounded in number and time. Oldest first. */
export class HeldResults {
  readonly #results = new Map<string, HeldResult>();

  constructor(private readonly limits: { readonly count: number; readonly milliseconds: number }) {}

  get size(): number {
    return this.#results.size;
  }

  /** Holds a result; false when another attempt's result of the same task is held already. */
  hold(held: HeldResult): boolean {
    const { taskId, attemptId } = held.result;
    const earlier = this.#results.get(taskId);
    if (earlier !== undefined) return earlier.result.attemptId === attemptId;
    this.#results.set(taskId, held);
    return true;
  }

  take(taskId: string): HeldResult | undefined {
    const held = this.#results.get(taskId);
    this.#results.delete(taskId);
    return held;
  }

  /** Removes and returns what waited for too long, or is too much. */
  takeExpired(now: number): readonly HeldResult[] {
    const expired: HeldResult[] = [];
    for (const held of this.#results.values()) {
      const tooMany = this.#results.size > this.limits.count;
      if (!tooMany && now - held.heldSince <= this.limits.milliseconds) break;
      this.#results.delete(held.result.taskId);
      expired.push(held);
    }
    return expired;
  }
}
