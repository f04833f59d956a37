import type { Asked, Place } from './Place.js';

/** One line for each supergraph, which take turns, and before them one of those that open supergraphs. Changes in place. */
export class WaitingLines<T extends Asked> {
  readonly #most: number;
  readonly #mostEach: number;
  readonly #lines = new Map<string, readonly Place<T>[]>();
  #opening: readonly Place<T>[] = [];
  #count = 0;

  /** Bounds of the plannings that wait, of all supergraphs and of each. */
  constructor(most: number, mostEach: number) {
    this.#most = most;
    this.#mostEach = mostEach;
  }

  /** Plannings that wait. */
  get plannings(): number {
    return this.#count;
  }

  /** Whether plannings of a supergraph wait. */
  has(supergraph: string): boolean {
    return this.#lines.has(supergraph);
  }

  all(): readonly Place<T>[] {
    return [...this.#opening, ...[...this.#lines.values()].flat()];
  }

  /** Puts something last in its line; false when that is full. */
  add(place: Place<T>): boolean {
    const { kind, supergraph } = place.asked;
    if (kind === 'open') {
      this.#opening = [...this.#opening, place];
      return true;
    }
    const line = this.#lines.get(supergraph) ?? [];
    if (this.#count >= this.#most || line.length >= this.#mostEach) return false;
    this.#lines.set(supergraph, [...line, place]);
    this.#count++;
    return true;
  }

  /** Puts back first what had begun. */
  putBack(place: Place<T>): void {
    const { kind, supergraph } = place.asked;
    if (kind === 'open') {
      this.#opening = [place, ...this.#opening];
      return;
    }
    this.#lines.set(supergraph, [place, ...(this.#lines.get(supergraph) ?? [])]);
    this.#count++;
  }

  takeOpening(): Place<T> | undefined {
    const [first, ...rest] = this.#opening;
    this.#opening = rest;
    return first;
  }

  /** The first of the first supergraph that may have one more; its line then is the last. */
  takePlanning(mayHaveMore: (supergraph: string) => boolean): Place<T> | undefined {
    for (const [supergraph, line] of this.#lines) {
      if (!mayHaveMore(supergraph)) continue;
      this.#lines.delete(supergraph);
      if (line.length > 1) this.#lines.set(supergraph, line.slice(1));
      this.#count--;
      return line[0];
    }
    return undefined;
  }

  /** Takes out what has waited too long. */
  takeExpired(now: number): readonly Place<T>[] {
    const expired = this.all().filter(({ expiresAt }) => expiresAt <= now);
    if (expired.length > 0) this.#keep(({ expiresAt }) => expiresAt > now);
    return expired;
  }

  clear(): void {
    this.#keep(() => false);
  }

  #keep(keeps: (place: Place<T>) => boolean): void {
    this.#opening = this.#opening.filter(keeps);
    this.#count = 0;
    for (const [supergraph, line] of this.#lines) {
      const kept = line.filter(keeps);
      this.#count += kept.length;
      if (kept.length === 0) this.#lines.delete(supergraph);
      else this.#lines.set(supergraph, kept);
    }
  }
}
