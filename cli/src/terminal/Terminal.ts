import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

interface OutputStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where a command reads and writes: results to `out`, everything else to `err`. */
export interface TerminalStreams {
  readonly in: Readable & { readonly isTTY?: boolean };
  readonly out: OutputStream;
  readonly err: OutputStream;
}

/** Writes results, and progress that leaves no trace. */
export class Terminal {
  #progressShown = false;

  constructor(private readonly streams: TerminalStreams) {}

  /** Whether a person can be asked. */
  get interactive(): boolean {
    return this.streams.in.isTTY === true;
  }

  /** A line of the result. */
  print(line: string): void {
    this.clearProgress();
    this.streams.out.write(`${line}\n`);
  }

  /** The whole result as one line of JSON. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** The whole result as it comes, no faster than it is taken. */
  async pour(content: AsyncIterable<Uint8Array>): Promise<void> {
    this.clearProgress();
    for await (const chunk of content)
      if (!this.streams.out.write(chunk)) await once(this.streams.out, 'drain');
  }

  /** A line beside the result. */
  say(line: string): void {
    this.clearProgress();
    this.streams.err.write(`${line}\n`);
  }

  /** Shows how far things are, on terminals only, in place of what was shown before. */
  progress(text: string): void {
    if (this.streams.err.isTTY !== true) return;
    this.streams.err.write(`\r\u001b[2K${text.slice(0, (this.streams.err.columns ?? 80) - 1)}`);
    this.#progressShown = true;
  }

  clearProgress(): void {
    if (this.#progressShown) this.streams.err.write('\r\u001b[2K');
    this.#progressShown = false;
  }

  /** Asks for a line of input. Answers what is piped in where there is no terminal. */
  async ask(question: string): Promise<string> {
    const lines = createInterface({
      input: this.streams.in,
      ...(this.interactive && { output: this.streams.err }),
    });
    try {
      return (await lines.question(question)).trim();
    } finally {
      lines.close();
    }
  }
}
