/** 32-bit FNV-1a of a word's UTF-8 (Fowler, Noll and Vo; RFC 9923). */
export function fnv1a(word: string): number {
  let hash = 0x81_1c_9d_c5;
  for (const byte of new TextEncoder().encode(word)) hash = Math.imul(hash ^ byte, 0x01_00_01_93);
  return hash >>> 0;
}

/**
 * How often each word is there, as `log(1 + count)` scaled to a length of 1. `placeOf` tells a word's place among
 * `places`, undefined for a word that does not count. A text without such words is all zeros.
 */
export function bagOfWords(
  words: readonly string[],
  places: number,
  placeOf: (word: string) => number | undefined,
): Float32Array {
  const weights = new Float64Array(places);
  for (const word of words) {
    const place = placeOf(word);
    if (place !== undefined) weights[place] = (weights[place] ?? 0) + 1;
  }
  for (const [place, count] of weights.entries()) weights[place] = Math.log1p(count);
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  return Float32Array.from(weights, (weight) => (length === 0 ? 0 : weight / length));
}
