import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bagOfWords, fnv1a } from '../../../src/rules/text/bagOfWords.js';
import { parsePieces, wordPieces } from '../../../src/rules/text/wordPieces.js';
import { wordsOf } from '../../../src/rules/text/words.js';

const pieces = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'un',
  '##aff',
  '##able',
  'want',
  '##ed',
  ',',
  'runn',
  '##ing',
  '中',
  'e',
];
const vocabulary = parsePieces(pieces.join('\n'));
const cut = (text: string, maxLength = 32, lowercase = true): string => {
  if (vocabulary === null) throw new Error('the vocabulary is good');
  return wordPieces(text, vocabulary, { lowercase, maxLength })
    .map((place) => pieces[place])
    .join(' ');
};

describe('wordPieces', () => {
  it.each([
    ['UNwant\u00E9d,running', '[CLS] un [UNK] , runn ##ing [SEP]', 'an unknown rest makes the word unknown'],
    ['unaffable', '[CLS] un ##aff ##able [SEP]', 'the longest piece first'],
    ['\u00E9  E', '[CLS] e e [SEP]', 'accents and capitals dropped'],
    ['want中wanted', '[CLS] want 中 want ##ed [SEP]', 'Chinese characters alone'],
    ['', '[CLS] [SEP]', 'nothing'],
    ['a'.repeat(101), '[CLS] [UNK] [SEP]', 'too long a word'],
    ['un\u200baff\0able', '[CLS] un ##aff ##able [SEP]', 'invisible characters dropped'],
  ])('cuts %j into %s: %s', (text, expected) => {
    expect(cut(text)).toBe(expected.replace('un [UNK]', '[UNK]'));
  });

  it('keeps capitals where it is told to, and cuts off what is too much', () => {
    expect(cut('WANT want', 32, false)).toBe('[CLS] [UNK] want [SEP]');
    expect(cut('unaffable wanted', 5)).toBe('[CLS] un ##aff ##able [SEP]');
    expect(cut('unaffable wanted', 3)).toBe('[CLS] un [SEP]');
  });

  it('never gives more than it may, nor a place the vocabulary does not have', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 3, max: 20 }),
        (text, maxLength) => {
          const given = cut(text, maxLength).split(' ');
          expect(given.length).toBeLessThanOrEqual(maxLength);
          expect(given.every((piece) => pieces.includes(piece))).toBe(true);
        },
      ),
    );
  });

  it('needs the marks in its vocabulary', () => {
    expect(parsePieces('a\nb\n[CLS]\n[SEP]\n')).toBeNull();
  });
});

describe('bagOfWords', () => {
  it('hashes as FNV-1a does', () => {
    // From the test vectors of its authors.
    expect(fnv1a('')).toBe(0x811c9dc5);
    expect(fnv1a('a')).toBe(0xe40c292c);
    expect(fnv1a('foobar')).toBe(0xbf9cf968);
  });

  it('weights words by the logarithm of their count, with a length of 1', () => {
    const bag = bagOfWords(['a', 'b', 'a', 'c'], 2, (word) => ({ a: 0, b: 1 })[word]);
    expect((bag[0] ?? 0) / (bag[1] ?? 0)).toBeCloseTo(Math.log(3) / Math.log(2), 5);
    expect(Math.hypot(...bag)).toBeCloseTo(1, 6);
    expect([...bagOfWords([], 2, () => 0)]).toEqual([0, 0]);
  });
});

describe('wordsOf', () => {
  it.each([
    ["It's 2 CAFÉS—déjà vu!", true, ['it', 's', '2', 'cafes', 'deja', 'vu']],
    ['Grün, Blau', false, ['Grün', 'Blau']],
    ['… ?!', true, []],
  ])('finds those of %j', (text, lowercase, words) => {
    expect(wordsOf(text, lowercase)).toEqual(words);
  });
});
