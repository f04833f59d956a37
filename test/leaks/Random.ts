const idAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const base32Alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Numbers that look random and follow from a seed alone: xorshift with 32 bits (Marsaglia, 2003). */
export class Random {
  #state: number;

  constructor(seed: number) {
    // It never leaves 0; seeds that are close to each other shall not begin alike.
    this.#state = (Math.imul(seed, 2_654_435_761) >>> 0) | 1;
    for (let warming = 0; warming < 8; warming += 1) this.next();
  }

  /** At least 0 and less than 1. */
  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of some things. Throws when there are none. */
  pick<T>(things: readonly T[]): T {
    const picked = things[this.below(things.length)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  }

  /** An id of a kind that nothing has. */
  id(prefix: string): string {
    return `${prefix}_0${this.#text(idAlphabet, 25)}`;
  }

  /** A CID that no content of ours has. */
  cid(): string {
    return `bafkrei${this.#text(base32Alphabet, 52)}`;
  }

  /** What the blob store of compute's tests calls content that it does not have. */
  content(): string {
    return `bafk${this.#text('0123456789abcdef', 64)}`;
  }

  /** 32 bytes, base64url. */
  secret(): string {
    return `${this.#text(base64Alphabet, 42)}A`;
  }

  /** A word that nobody has used. */
  word(): string {
    return `fresh-${this.#text(idAlphabet, 12)}`;
  }

  #text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('');
  }
}
