import type { AttemptLimiter } from './AttemptLimiter.js';

const everybody = 'everybody';

/**
 * Bounds guessing at codes that are short enough to be typed. Unlike a long secret, such a code could be found by trying,
 * so an attempt is paid for before it is looked at, and given back when the code was right: whoever has guessed too often is not told
 * even of a right one.
 */
export class GuessLimiter {
  constructor(private readonly limiters: { readonly each: AttemptLimiter; readonly all: AttemptLimiter }) {}

  /** Runs `look`, which answers undefined to a wrong code. Throws RATE_LIMITED instead when too many were wrong. */
  async attempt<Found>(source: string, look: () => Promise<Found | undefined>): Promise<Found | undefined> {
    const { each, all } = this.limiters;
    each.take(source);
    try {
      all.take(everybody);
    } catch (error) {
      each.giveBack(source);
      throw error;
    }
    const found = await look();
    if (found === undefined) return undefined;
    each.giveBack(source);
    all.giveBack(everybody);
    return found;
  }
}
