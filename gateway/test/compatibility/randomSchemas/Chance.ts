import { randomNumbers } from '../../engine/randomQuery.js';

/** Choices that are the same for the same seed. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }

  /** From 0 to below `most`. */
  below(most: number): number {
    return Math.floor(this.#random() * most);
  }

  /** Whether something with this probability is so. */
  is(probability: number): boolean {
    return this.#random() < probability;
  }

  one<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** One of a list that may be empty. */
  oneOf<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)];
  }

  /** Some of a list, in its order, but no fewer than `least`, as far as there are so many. */
  some<T>(choices: readonly T[], least: number, probability = 0.5): readonly T[] {
    const order = choices.map((_, index) => ({ index, at: this.#random() }));
    order.sort((left, right) => left.at - right.at);
    const count = choices.filter((_, index) => index < least || this.is(probability)).length;
    const chosen = new Set(order.slice(0, count).map(({ index }) => index));
    return choices.filter((_, index) => chosen.has(index));
  }
}

/** A seed made of names, for data that everybody can work out for themselves (FNV-1a). */
export function seedOf(...names: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of names.join('\u0000'))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
