/** What a recogniser's probabilities say: class scores for each time step, row by row. */
export interface ClassScores {
  readonly steps: number;
  readonly classes: number;
  readonly values: Float32Array;
}

/** A text and the mean probability of its characters; 0 for an empty text. */
export interface DecodedText {
  readonly text: string;
  readonly confidence: number;
}

/**
 * How likely a space must be, at its best step between two characters, to be taken although "no character"
 * is likelier. The recogniser was trained mostly on Chinese and is too shy of spaces; tuned on generated text.
 */
const leastSpace = 0.1;

/**
 * Greedy decoding of connectionist temporal classification (Graves et al., ICML 2006): the likeliest class
 * of every step, repeats and blanks (class 0) dropped. `characters[n]` is the text of class n; the last
 * class is the space, which is also taken where it is merely likely enough.
 */
export function decodeCtc(
  scores: ClassScores,
  characters: readonly string[],
  spaceAt = leastSpace,
): DecodedText {
  const space = scores.classes - 1;
  let [text, sum, count, previous, spaceSeen] = ['', 0, 0, 0, 0];
  for (let step = 0; step < scores.steps; step++) {
    const best = likeliestClass(scores, step);
    if (best === 0) {
      spaceSeen = Math.max(spaceSeen, scoreOf(scores, step, space));
    } else if (best !== previous) {
      text += (spaceSeen >= spaceAt ? ' ' : '') + (characters[best] ?? '');
      sum += scoreOf(scores, step, best);
      count++;
      spaceSeen = 0;
    }
    previous = best;
  }
  return { text: text.replace(/ +/g, ' ').trim(), confidence: count === 0 ? 0 : Math.min(1, sum / count) };
}

function scoreOf({ classes, values }: ClassScores, step: number, index: number): number {
  return values[step * classes + index] ?? 0;
}

/** A measured hot path: some 500,000 comparisons a line. */
function likeliestClass({ classes, values }: ClassScores, step: number): number {
  const first = step * classes;
  let best = first;
  let bestValue = values[best] ?? 0;
  for (let index = first + 1; index < first + classes; index++) {
    const value = values[index] ?? 0;
    if (value > bestValue) {
      best = index;
      bestValue = value;
    }
  }
  return best - first;
}

/** The classes of a PP-OCR keys file: the blank, one character a line, and a space at the end. */
export function parseCharacters(file: string): readonly string[] {
  const lines = file.replace(/\r?\n$/, '').split(/\r?\n/);
  return ['', ...lines, ' '];
}
