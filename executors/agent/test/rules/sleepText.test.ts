import { expect, it } from 'vitest';
import { sleepText } from '../../src/rules/sleepText.js';

it.each([
  [0, 'asleep: no work for 0 s'],
  [59_999, 'asleep: no work for 59 s'],
  [600_000, 'asleep: no work for 10 min'],
  [7_199_999, 'asleep: no work for 119 min'],
  [7_200_000, 'asleep: no work for 2 h'],
])('says after %i ms without work: %s', (idleMs, text) => {
  expect(sleepText(idleMs)).toBe(text);
});
