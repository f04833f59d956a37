const lineFeed = 0x0a;

/**
 * The lines of a stream of bytes, without their line feeds; those that came together are given together. Of a line longer
 * than `longest` bytes only null is given, so that memory is bounded. The last line needs no line feed.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<readonly (Buffer | null)[], void, undefined> {
  const begun = new BegunLine(longest);
  for await (const chunk of stream) {
    const lines: (Buffer | null)[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      begun.add(chunk.subarray(start, end));
      lines.push(begun.take());
      start = end + 1;
    }
    begun.add(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (!begun.isEmpty) yield [begun.take()];
}

/** The line whose end has not come yet. */
class BegunLine {
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(private readonly longest: number) {}

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes <= this.longest) this.#parts.push(part);
    else this.#parts = [];
  }

  /** The line, or null when it is too long; begins the next one. */
  take(): Buffer | null {
    const line = this.#bytes <= this.longest ? Buffer.concat(this.#parts) : null;
    this.#parts = [];
    this.#bytes = 0;
    return line;
  }
}
