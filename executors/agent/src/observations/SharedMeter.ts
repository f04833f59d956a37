import type { EnergyMeter, EnergyReading } from './EnergyMeter.js';

/** Counters are read at least this often while something runs, so that they begin anew once at most between two readings. */
const readEveryMs = 20_000;

interface Share {
  /** Null once a reading failed. */
  joules: number | null;
}

/**
 * Energy by counters of the whole device. What it took since the last reading is shared evenly by the runs under way, so nothing
 * is counted twice; what it takes while nothing runs is nobody's.
 */
export class SharedMeter implements EnergyMeter {
  readonly source = 'counters';
  readonly #shares = new Set<Share>();
  #timer: NodeJS.Timeout | undefined;

  /** @param joulesSinceLast what the counters moved since it was last called; null when they cannot be read */
  constructor(private readonly joulesSinceLast: () => number | null) {}

  begin(): EnergyReading {
    this.#distribute();
    const share: Share = { joules: 0 };
    this.#shares.add(share);
    this.#timer ??= setInterval(() => this.#distribute(), readEveryMs).unref();
    return { end: () => this.#end(share) };
  }

  #end(share: Share): number | null {
    if (!this.#shares.has(share)) return null;
    this.#distribute();
    this.#shares.delete(share);
    if (this.#shares.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return share.joules;
  }

  #distribute(): void {
    const joules = this.joulesSinceLast();
    for (const share of this.#shares)
      share.joules =
        joules === null || share.joules === null ? null : share.joules + joules / this.#shares.size;
  }
}
