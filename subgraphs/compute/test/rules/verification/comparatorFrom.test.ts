import { type Comparator, defaultTolerance } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { type AskedComparator, comparatorFrom } from '../../../src/rules/verification/comparatorFrom.js';

const exact: Comparator = { type: 'EXACT' };

describe('comparatorFrom', () => {
  it.each<[string, AskedComparator | null, Comparator | null]>([
    ['nothing', null, defaultTolerance],
    ['an exact comparison', { type: 'EXACT', atol: null }, exact],
    ['a tolerance without numbers', { type: 'TOLERANCE' }, defaultTolerance],
    ['half of one', { type: 'TOLERANCE', atol: 0 }, { ...defaultTolerance, atol: 0 }],
    [
      'the most lax there is',
      { type: 'TOLERANCE', atol: 1, rtol: 0.1 },
      { type: 'TOLERANCE', atol: 1, rtol: 0.1 },
    ],
    ['an exact comparison with a tolerance', { type: 'EXACT', rtol: 0 }, null],
    ['less than nothing', { type: 'TOLERANCE', atol: -1e-9 }, null],
    ['all too much', { type: 'TOLERANCE', rtol: 0.2 }, null],
    ['no number', { type: 'TOLERANCE', atol: Number.NaN }, null],
  ])('takes %s', (_, asked, comparator) => {
    expect(comparatorFrom(asked)).toEqual(comparator);
  });
});
