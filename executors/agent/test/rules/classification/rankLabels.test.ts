import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classScores, parseLabels, rankLabels } from '../../../src/rules/classification/rankLabels.js';

describe('classScores', () => {
  it('makes probabilities of a network’s numbers, and leaves probabilities alone', () => {
    expect(classScores([0, Math.log(3)])[1]).toBeCloseTo(0.75, 12);
    expect(classScores([0.25, 0.75])).toEqual([0.25, 0.75]);
    expect(classScores([1_000, 0])).toEqual([1, 0]);
  });

  it('gives numbers of 0 to 1 that make 1 together, in the order of what was given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 9 }),
        (values) => {
          const scores = classScores(values);
          expect(scores.reduce((a, b) => a + b)).toBeCloseTo(1, 2);
          expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
          const best = values.indexOf(Math.max(...values));
          expect(scores[best]).toBe(Math.max(...scores));
        },
      ),
    );
  });
});

describe('rankLabels', () => {
  it('names the five likeliest, best first, equals in their order', () => {
    const { label, scores } = rankLabels([0.1, 0.3, 0.1, 0.2, 0.1, 0.2], ['a', 'b', 'c', 'd', 'e', 'f']);
    expect(label).toBe('b');
    expect(scores.map((score) => score.label).join('')).toBe('bdfac');
  });
});

describe('parseLabels', () => {
  it('takes a line for a label, whatever ends it', () => {
    expect(parseLabels('cat\r\n big dog \n\nbird\n')).toEqual(['cat', 'big dog', '', 'bird']);
  });
});
