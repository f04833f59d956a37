import type { Execution } from '../execution/Execution.js';
import type { ResponsePath } from '../execution/Place.js';

/** Thrown when a response grows longer than it may. */
export class ResponseTooLargeError extends Error {}

/** One response being written: where the writers are in it, and what they met. Changes in place: this is the hot path. */
export class Writing {
  /** The way to the value being written, as far as `depth`: writers of objects and lists go down and come back. */
  readonly path: (string | number)[] = [];
  depth = 0;
  readonly execution: Execution<unknown>;
  readonly #lengthLimit: number;
  readonly #texts: (Map<unknown, string> | undefined)[] = [];
  #problems = 0;

  constructor(execution: Execution<unknown>, lengthLimit: number) {
    this.execution = execution;
    this.#lengthLimit = lengthLimit;
  }

  /**
   * Writes a value that may be at several places of the response once. What has problems is written each time, since
   * they are reported with their path. `writer` tells apart who writes: the same value is written differently elsewhere.
   */
  once(writer: number, value: unknown, write: () => string | undefined): string | undefined {
    const texts = (this.#texts[writer] ??= new Map<unknown, string>());
    const known = texts.get(value);
    if (known !== undefined) return known;
    const before = this.#problems;
    const text = write();
    if (text !== undefined && this.#problems === before) texts.set(value, text);
    return text;
  }

  /** A part of the response cannot be longer than the whole may be. */
  checkLength(text: string): void {
    if (text.length > this.#lengthLimit) throw new ResponseTooLargeError();
  }

  /** Reports a problem of the value being written, unless whatever made it null was reported already. */
  report(message: string, code: string): void {
    this.#problems++;
    const path: ResponsePath = this.path.slice(0, this.depth);
    const { errors } = this.execution;
    if (!errors.isExplained(path)) errors.add({ message, extensions: { code } }, path);
  }
}
