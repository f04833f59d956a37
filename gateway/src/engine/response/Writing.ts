import type { Execution } from '../execution/Execution.js';
import type { ResponsePath } from '../execution/Place.js';
import type { JsonBuffer } from './JsonBuffer.js';

/** Thrown when a response grows longer than it may. */
export class ResponseTooLargeError extends Error {}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** One response being written: where the writers are in it, and what they met. Changes in place: this is the hot path. */
export class Writing {
  readonly execution: Execution<unknown>;
  readonly out: JsonBuffer;
  /** The way to the value being written, as far as `depth`: writers of objects and lists go down and come back. */
  readonly path: (string | number)[] = [];
  depth = 0;
  readonly #lengthLimit: number;
  #spans: (Map<unknown, Span> | undefined)[] = [];
  #problems = 0;

  constructor(execution: Execution<unknown>, out: JsonBuffer, lengthLimit: number) {
    this.execution = execution;
    this.out = out;
    this.#lengthLimit = lengthLimit;
  }

  /**
   * Writes a value that may be at several places of the response once, and copies it afterwards. What has problems is
   * written each time, since they are reported with their path. `writer` tells apart who writes: the same value is
   * written differently elsewhere.
   */
  once(writer: number, value: unknown, write: () => boolean): boolean {
    const spans = (this.#spans[writer] ??= new Map<unknown, Span>());
    const known = spans.get(value);
    if (known !== undefined) {
      this.checkLength(known.end - known.start);
      this.out.repeat(known.start, known.end);
      return true;
    }
    const problems = this.#problems;
    const start = this.out.length;
    const isWritten = write();
    if (isWritten && this.#problems === problems) spans.set(value, { start, end: this.out.length });
    return isWritten;
  }

  /** Takes back what was written after `length`, and writes a null instead. */
  nullAt(length: number): void {
    this.#spans = [];
    this.out.cutAt(length);
    this.out.ascii('null');
  }

  /** Throws when the response would be too long with `more`. */
  checkLength(more: number): void {
    if (this.out.length + more > this.#lengthLimit) throw new ResponseTooLargeError();
  }

  /** Reports a problem of the value being written, unless whatever made it null was reported already. */
  report(message: string, code: string): void {
    this.#problems++;
    const path: ResponsePath = this.path.slice(0, this.depth);
    const { errors } = this.execution;
    if (!errors.isExplained(path)) errors.add({ message, extensions: { code } }, path);
  }
}
