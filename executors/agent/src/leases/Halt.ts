import { setTimeout as delay } from 'node:timers/promises';
import type { Permission } from '../consent/Permission.js';
import type { AttemptBook } from './AttemptBook.js';

interface HaltParts {
  readonly permission: Pick<Permission, 'paused'>;
  readonly book: Pick<AttemptBook, 'held' | 'unsettled'>;
  /** Time for work under way, milliseconds. */
  readonly drainMs: number;
  /** Told when it begins, and when it ends. */
  readonly onChange: () => void;
}

/** The agent's last moments: it takes no more work, and finishes what it holds. */
export class Halt {
  readonly #parts: HaltParts;
  #isOn = false;

  constructor(parts: HaltParts) {
    this.#parts = parts;
  }

  /** Why the device takes no work: that, or what its owner says. */
  get paused(): string | null {
    return this.#isOn ? 'stopping' : this.#parts.permission.paused;
  }

  /** Waits until nothing is held and everything reported is settled, or the time is up. */
  async begin(): Promise<void> {
    const { permission, book, drainMs } = this.#parts;
    this.#set(true);
    // What stands still would not get done in time.
    if (permission.paused !== null) return;
    const deadline = Date.now() + drainMs;
    while ((book.held.length > 0 || book.unsettled.length > 0) && Date.now() < deadline) await delay(20);
  }

  /** The agent goes on after all. */
  end(): void {
    this.#set(false);
  }

  #set(isOn: boolean): void {
    this.#isOn = isOn;
    this.#parts.onChange();
  }
}
