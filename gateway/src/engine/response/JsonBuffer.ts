/** Text that every response has, as bytes. */
export type JsonBytes = Uint8Array;

const firstCapacity = 65_536;
/** Above this, copying a text is left to the runtime: below, calling it costs more than the loop. */
const shortText = 32;
const quote = 34;
const backslash = 92;
const firstPlain = 32;
const lastPlain = 126;

/** Printable ASCII without quote and backslash: JSON writes it as it is, one byte a character. */
const plain = /^[ !#-[\]-~]*$/;

/**
 * JSON text in UTF-8, growing. Ropes of strings were measured to cost more than the work they hold: a response of 87 KB had
 * 190 KB of them, and the collector moved most.
 */
export class JsonBuffer {
  #bytes = Buffer.allocUnsafeSlow(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Takes back what was written after `length`. */
  cutAt(length: number): void {
    this.#length = length;
  }

  /** A copy of what was written since `start`. */
  copy(start = 0): Buffer {
    return Buffer.from(this.#bytes.subarray(start, this.#length));
  }

  /** Writes text that is JSON already, and ASCII. */
  ascii(text: string): void {
    const bytes = this.#room(text.length);
    const start = this.#length;
    if (text.length > shortText) bytes.write(text, start, 'latin1');
    else for (let at = 0; at < text.length; at++) bytes[start + at] = text.charCodeAt(at);
    this.#length = start + text.length;
  }

  bytes(json: JsonBytes): void {
    const bytes = this.#room(json.length);
    if (json.length > shortText) bytes.set(json, this.#length);
    else for (let at = 0; at < json.length; at++) bytes[this.#length + at] = json[at] ?? 0;
    this.#length += json.length;
  }

  byte(code: number): void {
    this.#room(1)[this.#length++] = code;
  }

  /** Writes any JSON text. */
  json(text: string): void {
    const most = text.length * 3;
    this.#length += this.#room(most).write(text, this.#length, 'utf8');
  }

  /** Writes a string as JSON, the same as JSON.stringify does. */
  string(value: string): void {
    const isPlain = value.length > shortText ? this.#longString(value) : this.#shortString(value);
    if (!isPlain) this.json(JSON.stringify(value));
  }

  #shortString(value: string): boolean {
    const { length } = value;
    const bytes = this.#room(length + 2);
    let at = this.#length;
    bytes[at++] = quote;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code < firstPlain || code > lastPlain || code === quote || code === backslash) return false;
      bytes[at++] = code;
    }
    bytes[at++] = quote;
    this.#length = at;
    return true;
  }

  #longString(value: string): boolean {
    if (!plain.test(value)) return false;
    this.byte(quote);
    this.ascii(value);
    this.byte(quote);
    return true;
  }

  /** Writes again what was written between two lengths. */
  repeat(start: number, end: number): void {
    const bytes = this.#room(end - start);
    bytes.copyWithin(this.#length, start, end);
    this.#length += end - start;
  }

  #room(more: number): Buffer {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return this.#bytes;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    return (this.#bytes = larger);
  }
}
