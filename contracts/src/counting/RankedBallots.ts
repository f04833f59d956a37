import type { VoidReason } from './Ballot.js';
import type { OptionPlaces } from './additiveMethods.js';

const firstCapacity = 1_024;

/** Rankings, packed: a byte for each option ranked and twelve for each ballot, so that a million of them fit in memory easily. */
export class RankedBallots {
  #places = new Uint8Array(firstCapacity);
  /** Where each ranking ends. */
  #ends = new Uint32Array(firstCapacity);
  #weights = new Float64Array(firstCapacity);
  #count = 0;
  /** By option, the last ballot that ranked it, from 1. */
  readonly #seen: Uint32Array;

  constructor(private readonly options: OptionPlaces) {
    this.#seen = new Uint32Array(options.size);
  }

  get count(): number {
    return this.#count;
  }

  weight(ballot: number): number {
    return this.#weights[ballot] ?? 0;
  }

  /** Where the ranking of a ballot begins among `places`. */
  start(ballot: number): number {
    return ballot === 0 ? 0 : (this.#ends[ballot - 1] ?? 0);
  }

  end(ballot: number): number {
    return this.#ends[ballot] ?? 0;
  }

  /** The places of the options of all rankings, one after the other. */
  get places(): Uint8Array {
    return this.#places;
  }

  /** Takes a ranking in, unless it is void. */
  add(ranking: unknown, weight: number): VoidReason | undefined {
    if (!Array.isArray(ranking)) return 'BALLOT_MALFORMED';
    if (ranking.length === 0) return 'BALLOT_EMPTY';
    const start = this.start(this.#count);
    this.#reserve(start + this.options.size);
    const stamp = this.#count + 1;
    let end = start;
    for (const name of ranking as readonly unknown[]) {
      const place = typeof name === 'string' ? this.options.get(name) : undefined;
      const problem =
        place === undefined ? 'OPTION_UNKNOWN' : this.#seen[place] === stamp ? 'OPTION_REPEATED' : undefined;
      if (place === undefined || problem !== undefined) {
        // What this ballot stamped must not stand in the way of the next one, which has the same number.
        this.#seen.fill(0);
        return problem;
      }
      this.#seen[place] = stamp;
      this.#places[end] = place;
      end += 1;
    }
    this.#ends[this.#count] = end;
    this.#weights[this.#count] = weight;
    this.#count += 1;
    return undefined;
  }

  #reserve(bytes: number): void {
    if (bytes > this.#places.length) this.#places = grown(this.#places, new Uint8Array(2 * bytes));
    if (this.#count < this.#ends.length) return;
    this.#ends = grown(this.#ends, new Uint32Array(2 * this.#count));
    this.#weights = grown(this.#weights, new Float64Array(2 * this.#count));
  }
}

function grown<Bytes extends Uint8Array | Uint32Array | Float64Array>(from: Bytes, to: Bytes): Bytes {
  to.set(from);
  return to;
}
