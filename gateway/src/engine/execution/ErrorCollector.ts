import type { EngineError } from '../EngineError.js';
import type { ResponsePath } from './Place.js';

/**
 * The errors of one response, and the places they explain: where a null is explained already,
 * the response gets no second error for it. Keeps a bounded number, the earliest.
 */
export class ErrorCollector {
  readonly #errors: EngineError[];
  readonly #explained = new Set<string>();
  readonly #limit: number;
  readonly #late: (() => void)[] = [];

  /** Begins with errors that are known before anything is executed. */
  constructor(limit: number, known: readonly EngineError[] = []) {
    this.#limit = limit;
    this.#errors = known.slice(0, limit);
  }

  get errors(): readonly EngineError[] {
    return this.#errors;
  }

  add(error: Omit<EngineError, 'path'>, path?: ResponsePath): void {
    if (path !== undefined) this.explain(path);
    if (this.#errors.length < this.#limit) this.#errors.push(path === undefined ? error : { ...error, path });
  }

  /** Puts off a report until all calls have ended. */
  later(report: () => void): void {
    this.#late.push(report);
  }

  /** Makes the reports that were put off. */
  settle(): void {
    for (const report of this.#late.splice(0)) report();
  }

  /** Says that whatever is null at `path` or on the way to it has a cause that is reported already. */
  explain(path: ResponsePath): void {
    for (let length = path.length; length > 0; length--) {
      const key = JSON.stringify(path.slice(0, length));
      if (this.#explained.has(key)) return;
      this.#explained.add(key);
    }
  }

  isExplained(path: ResponsePath): boolean {
    return this.#explained.has(JSON.stringify(path));
  }
}
