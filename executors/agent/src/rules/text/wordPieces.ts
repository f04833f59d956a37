import { folded } from './words.js';

/** Longest word that is cut into pieces, in characters; a longer one is unknown, as in BERT. */
const wordLimit = 100;

const cjk = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2fa1f}]/gu;
const punctuation = /[\p{P}$+<=>^`|~]/gu;

/** Pieces by text, and what stands for the beginning, the end, and what the vocabulary does not have. */
export interface PieceVocabulary {
  readonly places: ReadonlyMap<string, number>;
  readonly cls: number;
  readonly sep: number;
  readonly unk: number;
}

/** The vocabulary of a file, one piece a line; null without `[CLS]`, `[SEP]` and `[UNK]`. */
export function parsePieces(file: string): PieceVocabulary | null {
  const places = new Map(
    file
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((piece, place) => [piece, place] as const),
  );
  const [cls, sep, unk] = ['[CLS]', '[SEP]', '[UNK]'].map((piece) => places.get(piece));
  return cls === undefined || sep === undefined || unk === undefined ? null : { places, cls, sep, unk };
}

/**
 * The pieces of a text as BERT's tokenizers make them: white space and punctuation divide, Chinese characters stand
 * alone, each word is cut into the longest pieces there are from its beginning on (Wu et al., 2016). At most `maxLength`
 * with the marks of beginning and end.
 */
export function wordPieces(
  text: string,
  vocabulary: PieceVocabulary,
  { lowercase, maxLength }: { readonly lowercase: boolean; readonly maxLength: number },
): readonly number[] {
  const pieces: number[] = [vocabulary.cls];
  for (const word of basicTokens(text, lowercase)) {
    if (pieces.length >= maxLength - 1) break;
    pieces.push(...piecesOf(word, vocabulary));
  }
  return [...pieces.slice(0, maxLength - 1), vocabulary.sep];
}

function basicTokens(text: string, lowercase: boolean): readonly string[] {
  const clean = text
    .replace(/[\t\n\r]/g, ' ')
    .replace(/[\0\ufffd\p{Cc}\p{Cf}]/gu, '')
    .normalize('NFC');
  return (lowercase ? folded(clean) : clean)
    .replace(cjk, ' $& ')
    .replace(punctuation, ' $& ')
    .split(/\s+/u)
    .filter((token) => token !== '');
}

function piecesOf(word: string, { places, unk }: PieceVocabulary): readonly number[] {
  // By code points, as the vocabularies are made.
  const characters = Array.from(word);
  if (characters.length > wordLimit) return [unk];
  const pieces: number[] = [];
  for (let from = 0; from < characters.length;) {
    const prefix = from === 0 ? '' : '##';
    let to = characters.length;
    let place: number | undefined;
    for (; to > from; to--) {
      place = places.get(prefix + characters.slice(from, to).join(''));
      if (place !== undefined) break;
    }
    if (place === undefined) return [unk];
    pieces.push(place);
    from = to;
  }
  return pieces;
}
