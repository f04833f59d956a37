import { describe, expect, it } from 'vitest';
import { countedErrors } from '../../../src/rules/verification/countedErrors.js';

describe('countedErrors', () => {
  it.each([
    ['none', '', 0],
    ['each of a lone owner', 'a! a! a!', 3],
    ['one of an owner beside others who failed', 'a! a! b!', 2],
    ['one of an owner beside others who did not', 'a! a! b', 1],
    ['each whose owner is not known', '?! ?! a', 2],
  ])('counts %s', (...[, attempts, expected]) => {
    const given = attempts
      .split(' ')
      .filter((text) => text !== '')
      .map((text) => ({
        ownerId: text.startsWith('?') ? '' : text.slice(0, 1),
        state: text.endsWith('!') ? 'ERROR' : 'LEASED',
      }));
    expect(countedErrors(given)).toBe(expected);
  });
});
