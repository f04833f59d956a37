/** An operation as it is asked for, without anything of the client's but which parts of it are included. */
export interface PopularOperation {
  readonly source: string;
  readonly operationName: string | null;
  /** Values of the variables that its `@skip` and `@include` depend on. */
  readonly conditions: Readonly<Record<string, boolean>>;
}

export interface PopularitySettings {
  /** Most operations counted. */
  readonly capacity: number;
  /** After how long a use counts for half, ms. */
  readonly halfLifeMs: number;
  /** Monotonic time, ms. */
  readonly now: () => number;
}

interface Counted {
  score: number;
  readonly operation: PopularOperation;
}

/** Scores are multiplied by powers of two; they are made smaller before they leave the range of numbers. */
const mostDoublings = 256;

/**
 * Counts how often operations are used, lately more than long ago. Bounded: a newcomer takes the place of the least
 * used, so a flood of operations asked once each only competes with its like.
 */
export class OperationPopularity {
  readonly #settings: PopularitySettings;
  readonly #counted: Map<string, Counted>;
  /** When one use counts for one. */
  #origin: number;

  /** Begins with what `before` has counted, if given; `before` counts on by itself. */
  constructor(settings: PopularitySettings, before?: OperationPopularity) {
    const inherited = [...(before === undefined ? [] : before.#counted)];
    this.#settings = settings;
    this.#origin = before === undefined ? settings.now() : before.#origin;
    this.#counted = new Map(inherited.map(([key, counted]) => [key, { ...counted }]));
  }

  /** Counts one use. `operation` is called when the key is new. */
  note(key: string, operation: () => PopularOperation): void {
    const weight = this.#weight();
    const known = this.#counted.get(key);
    if (known !== undefined) known.score += weight;
    else {
      if (this.#counted.size >= this.#settings.capacity) this.#dropLeast();
      this.#counted.set(key, { score: weight, operation: operation() });
    }
  }

  /** The most used operations, the first the most. */
  top(count: number): readonly PopularOperation[] {
    return [...this.#counted.values()]
      .sort((a, b) => b.score - a.score)
      .slice(0, count)
      .map(({ operation }) => operation);
  }

  /** Instead of letting every score decay, later uses weigh more. */
  #weight(): number {
    const { now, halfLifeMs } = this.#settings;
    const doublings = (now() - this.#origin) / halfLifeMs;
    if (doublings < mostDoublings) return 2 ** doublings;
    for (const counted of this.#counted.values()) counted.score *= 2 ** -doublings;
    this.#origin = now();
    return 1;
  }

  #dropLeast(): void {
    let least: { readonly key: string; readonly score: number } | undefined;
    for (const [key, { score }] of this.#counted)
      if (least === undefined || score < least.score) least = { key, score };
    if (least !== undefined) this.#counted.delete(least.key);
  }
}
