import { describe, expect, test } from 'vitest';
import { excessOf, lastingExcess, type TimedPair } from '../../src/testing/excessOf.js';

const pairs = (foreign: readonly number[], unknown: readonly number[]): readonly TimedPair[] =>
  foreign.map((each, index) => ({ foreign: each, unknown: unknown[index] ?? 0 }));

const slower = pairs([4, 5, 6], [2, 3, 4]);
const faster = pairs([1, 1, 1], [3, 3, 3]);
const alike = pairs([2, 3, 4], [2, 3, 4]);

describe('the excess of answers about what is there', () => {
  test.each<[string, readonly TimedPair[], number]>([
    ['is none for the same times', alike, 0],
    ['is none within 0.3 ms', pairs([1.2, 1.3, 1.2], [1, 1, 1]), 0],
    ['is none within 15 %', pairs([11, 11, 11], [10, 10, 10]), 0],
    ['is none for one answer that was slow', pairs([2, 90, 2], [2, 2, 2]), 0],
    ['is the middle of an even number', pairs([4, 6], [2, 3]), 2.5],
    ['is what they take longer', slower, 2],
    ['is negative when they are faster', faster, -2],
  ])('%s', (_name, measured, excess) => {
    expect(excessOf(measured)).toBe(excess);
  });

  test('of nothing is none', () => {
    expect(() => excessOf([])).toThrow('no median');
  });

  test.each<[string, readonly (readonly TimedPair[])[], number]>([
    ['lasts when it is there each time', [slower, slower, slower, slower], 2],
    ['does not last when it is gone once', [slower, slower, alike, slower], 0],
    ['does not last when it turns round', [slower, faster, slower, slower], 0],
  ])('%s', async (_name, measured, excess) => {
    const asked: number[] = [];
    const measure = (count: number) => Promise.resolve(measured[asked.push(count) - 1] ?? []);
    expect(await lastingExcess({ measure, firstPairs: 5 })).toBe(excess);
    expect(asked).toEqual([5, 10, 20, 40].slice(0, asked.length));
  });
});
