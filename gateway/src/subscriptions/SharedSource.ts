import { BoundedQueue } from './BoundedQueue.js';

export interface SharedSourceSettings {
  readonly open: (signal: AbortSignal) => AsyncIterable<unknown>;
  /** Told, before anybody listening is, that nobody may join any more. */
  readonly onEnd: () => void;
  /** What a listener gets that events come too fast for. */
  readonly overrun: () => Error;
}

/** One who listens to a shared upstream. */
export interface Listener {
  /** The next event; undefined after the last. Rejects with what the upstream failed with. */
  next(): Promise<{ readonly value: unknown } | undefined>;
  leave(): void;
}

interface Seat {
  readonly queue: BoundedQueue<Event>;
  failure: Error | undefined;
}

interface Event {
  readonly value: unknown;
  /** Whether others have the same value: then each takes a copy, since the engine changes what it is given. */
  readonly isShared: boolean;
}

/** Nothing to do by then but to look again. */
const lookAgainMs = 60_000;

/** One upstream subscription and those who listen to it. It opens for the first and ends when the last has left. */
export class SharedSource {
  readonly #settings: SharedSourceSettings;
  readonly #end = new AbortController();
  readonly #seats = new Set<Seat>();
  #isOpen = false;

  constructor(settings: SharedSourceSettings) {
    this.#settings = settings;
  }

  listen(capacity: number): Listener {
    const seat: Seat = { queue: new BoundedQueue(capacity), failure: undefined };
    this.#seats.add(seat);
    if (!this.#isOpen) {
      this.#isOpen = true;
      void this.#pump();
    }
    return { next: () => next(seat), leave: () => this.#leave(seat) };
  }

  async #pump(): Promise<void> {
    let failure: Error | undefined;
    try {
      for await (const value of this.#settings.open(this.#end.signal)) this.#publish(value);
    } catch (error) {
      failure = error instanceof Error ? error : new Error('The upstream failed.', { cause: error });
    }
    this.#settings.onEnd();
    for (const seat of this.#seats) {
      seat.failure = failure;
      seat.queue.close({ discard: false });
    }
    this.#seats.clear();
  }

  #publish(value: unknown): void {
    const isShared = this.#seats.size > 1;
    for (const seat of this.#seats) {
      if (seat.queue.push({ value, isShared })) continue;
      seat.failure = this.#settings.overrun();
      this.#leave(seat, { discard: false });
    }
  }

  #leave(seat: Seat, { discard } = { discard: true }): void {
    seat.queue.close({ discard });
    if (!this.#seats.delete(seat) || this.#seats.size > 0) return;
    this.#settings.onEnd();
    this.#end.abort();
  }
}

async function next(seat: Seat): Promise<{ readonly value: unknown } | undefined> {
  let taken = await seat.queue.take(lookAgainMs);
  while (taken.kind === 'idle') taken = await seat.queue.take(lookAgainMs);
  if (taken.kind === 'closed') {
    if (seat.failure !== undefined) throw seat.failure;
    return undefined;
  }
  const { value, isShared } = taken.value;
  return { value: isShared ? structuredClone(value) : value };
}
