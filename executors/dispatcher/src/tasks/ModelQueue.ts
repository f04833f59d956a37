import type { KnownTask } from './KnownTask.js';

const priorities = 10;

/** Waiting tasks of one model version of one community in one fleet: by priority, then in order of arrival. */
export class ModelQueue {
  readonly #lanes = Array.from({ length: priorities }, () => new Set<KnownTask>());
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(task: KnownTask): void {
    this.#lanes[task.message.priority]?.add(task);
    this.#size += 1;
  }

  delete(task: KnownTask): void {
    if (this.#lanes[task.message.priority]?.delete(task) === true) this.#size -= 1;
  }

  /** The task to run next. */
  head(): KnownTask | undefined {
    for (let priority = priorities - 1; priority >= 0; priority -= 1) {
      const [first] = this.#lanes[priority] ?? [];
      if (first !== undefined) return first;
    }
    return undefined;
  }
}
