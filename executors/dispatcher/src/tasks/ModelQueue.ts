import { goesFirst } from '../rules/urgency.js';
import { DueQueue } from './DueQueue.js';
import { dueAtOf, type KnownTask } from './KnownTask.js';

const priorities = 10;

/**
 * Waiting tasks of one model version of one community in one fleet: by priority, then in order of arrival; one that is due soon
 * goes before others.
 */
export class ModelQueue {
  readonly #lanes = Array.from({ length: priorities }, () => new Set<KnownTask>());
  readonly #due = new DueQueue<KnownTask>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(task: KnownTask): void {
    this.#lanes[task.message.priority]?.add(task);
    const dueAt = dueAtOf(task);
    if (dueAt !== null) this.#due.set(task, dueAt);
    this.#size += 1;
  }

  delete(task: KnownTask): void {
    this.#due.delete(task);
    if (this.#lanes[task.message.priority]?.delete(task) === true) this.#size -= 1;
  }

  /** The task to run next. `now` in milliseconds. */
  head(now: number): KnownTask | undefined {
    const longest = this.#longestWaiting();
    const due = this.#due.first();
    if (due === undefined || longest === undefined) return longest;
    const leftMs = (dueAtOf(due) ?? now) - now;
    return goesFirst({ priority: due.message.priority, leftMs }, longest.message.priority) ? due : longest;
  }

  #longestWaiting(): KnownTask | undefined {
    for (let priority = priorities - 1; priority >= 0; priority -= 1) {
      const [first] = this.#lanes[priority] ?? [];
      if (first !== undefined) return first;
    }
    return undefined;
  }
}
