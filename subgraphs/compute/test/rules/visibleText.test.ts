import { describe, expect, it } from 'vitest';
import { isProse, isVisibleText } from '../../src/rules/visibleText.js';

describe('isVisibleText', () => {
  it.each([
    ['A name', true],
    ['名前 🙂', true],
    ['', false],
    ['  ', false],
    ['a\nb', false],
    ['a\0b', false],
    ['\ud800', false],
    ['x'.repeat(11), false],
  ])('of %j is %s', (text, expected) => expect(isVisibleText(text, 10)).toBe(expected));
});

describe('isProse', () => {
  it.each([
    ['', true],
    ['two\nlines\tand a tab', true],
    ['a\0b', false],
    ['\u001b[31m', false],
  ])('of %j is %s', (text, expected) => expect(isProse(text, 100)).toBe(expected));
});
