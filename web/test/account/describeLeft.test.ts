import { expect, it } from 'vitest';
import { describeLeft } from '../../src/account/RecoveryCodes.js';

it.each([
  [0, 'You have none.'],
  [1, 'You have one left.'],
  [10, 'You have 10 left.'],
])('says of %d: %s', (left, words) => {
  expect(describeLeft(left)).toBe(words);
});
