/** Consonants without Y: no words come about, and none looks like a digit (RFC 8628, section 6.1). */
export const userCodeAlphabet = 'BCDFGHJKLMNPQRSTVWXZ';

/** Letters in a code: 20^8 codes, 34.6 bits. Guessing is bounded by limits, not by length. */
export const userCodeLength = 8;

const pattern = new RegExp(`^[${userCodeAlphabet}]{${userCodeLength}}$`, 'i');

/** Writes letters, given as places in the alphabet, as people read them: `WDJB-MJHT`. */
export function formatUserCode(places: readonly number[]): string {
  return withHyphen(places.map((place) => userCodeAlphabet[place] ?? '').join(''));
}

/** The code in what a person typed, however they spaced and cased it; undefined when it is none. */
export function normalizeUserCode(typed: string): string | undefined {
  const letters = typed.replace(/[\s\p{Pd}_.]/gu, '');
  return pattern.test(letters) ? withHyphen(letters.toUpperCase()) : undefined;
}

function withHyphen(letters: string): string {
  return `${letters.slice(0, userCodeLength / 2)}-${letters.slice(userCodeLength / 2)}`;
}
