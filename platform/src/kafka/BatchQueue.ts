import type { Lease } from './Lease.js';
import type { IncomingMessage } from './message.js';

/** A message and the hold on its partition under which it was read. */
export interface LeasedMessage {
  readonly message: IncomingMessage;
  readonly lease: Lease;
}

export interface BatchLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** Messages read but not yet handled, taken in batches bounded by count and by bytes. */
export class BatchQueue {
  #waiting: LeasedMessage[] = [];
  #bytes = 0;
  #onMessage: (() => void) | undefined;

  constructor(private readonly limits: BatchLimits) {}

  get size(): number {
    return this.#waiting.length;
  }

  /** Whether four batches wait: time to read no more. */
  get isFull(): boolean {
    return this.#waiting.length >= this.limits.messages * 4 || this.#bytes >= this.limits.bytes * 4;
  }

  /** Whether so little waits that reading may go on. */
  get hasRoom(): boolean {
    return this.#waiting.length <= this.limits.messages && this.#bytes <= this.limits.bytes;
  }

  push(leased: LeasedMessage): void {
    this.#waiting.push(leased);
    this.#bytes += leased.message.value.length;
    this.wake();
  }

  /** The oldest messages that fit in one batch: at least one, however large, unless none waits. */
  take(): readonly LeasedMessage[] {
    let bytes = 0;
    let count = 0;
    for (const { message } of this.#waiting) {
      bytes += message.value.length;
      if (count >= this.limits.messages || (count > 0 && bytes > this.limits.bytes)) break;
      count += 1;
    }
    const batch = this.#waiting.slice(0, count);
    this.#keep(this.#waiting.slice(count));
    return batch;
  }

  /** Forgets the messages whose partition is leaving or gone. */
  dropUnheld(): void {
    this.#keep(this.#waiting.filter(({ lease }) => lease.state === 'HELD'));
  }

  /** Resolves when a message arrives, or `wake` is called. */
  async arrival(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onMessage = resolve;
    });
  }

  wake(): void {
    this.#onMessage?.();
    this.#onMessage = undefined;
  }

  #keep(messages: LeasedMessage[]): void {
    this.#waiting = messages;
    this.#bytes = messages.reduce((sum, { message }) => sum + message.value.length, 0);
  }
}
