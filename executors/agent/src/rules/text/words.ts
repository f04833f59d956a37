/** Runs of letters and digits, with marks that belong to letters. */
const word = /[\p{L}\p{N}\p{M}]+/gu;

/** Small letters without accents, as BERT's uncased models have them. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '');
}

/** The words of a text in their order. */
export function wordsOf(text: string, lowercase: boolean): readonly string[] {
  return (lowercase ? folded(text) : text).match(word) ?? [];
}
