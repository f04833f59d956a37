import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClassScores, decodeCtc, parseCharacters } from '../../../src/rules/ocr/decodeCtc.js';

const characters = parseCharacters('a\nb\nc\n');

/** One step for each character; `-` is the blank, `_` a blank with a likely space. */
function scores(path: string, probability = 0.8): ClassScores {
  const classes = characters.length;
  const values = new Float32Array(path.length * classes);
  Array.from(path).forEach((step, index) => {
    const best = step === '-' || step === '_' ? 0 : characters.indexOf(step);
    values[index * classes + best] = probability;
    if (step === '_') values[index * classes + classes - 1] = 0.15;
  });
  return { steps: path.length, classes, values };
}

describe('decodeCtc', () => {
  it.each([
    ['aabbcc', 'abc'],
    ['a-a', 'aa'],
    ['--a--', 'a'],
    ['a b', 'a b'],
    ['a_b', 'a b'],
    ['a_ _b', 'a b'],
    ['_a_', 'a'],
    ['---', ''],
    ['', ''],
  ])('reads the path %j as %j', (path, text) => {
    expect(decodeCtc(scores(path), characters).text).toBe(text);
  });

  it('is as confident as its characters are on average', () => {
    expect(decodeCtc(scores('a-b', 0.6), characters).confidence).toBeCloseTo(0.6);
    expect(decodeCtc(scores('--'), characters).confidence).toBe(0);
  });

  it('reads any text back from its spelled-out path', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (word) => decodeCtc(scores(Array.from(word).join('-')), characters).text === word),
    );
  });
});

describe('parseCharacters', () => {
  it('puts the blank first and the space last, and keeps odd lines as they are', () => {
    expect(parseCharacters('x\r\n\u3000\r\ny')).toEqual(['', 'x', '\u3000', 'y', ' ']);
  });
});
