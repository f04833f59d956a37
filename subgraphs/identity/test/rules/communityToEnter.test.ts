import { expect, it } from 'vitest';
import { communityToEnter } from '../../src/rules/communityToEnter.js';

const [grove, meadow] = [{ id: 'com_grove' }, { id: 'com_meadow' }];

it.each([
  ['com_meadow', [grove, meadow], meadow],
  ['com_other', [grove, meadow], grove],
  ['com_grove', [], null],
])('whose account is kept by %s, of %j enters %j', (home, joined, entered) => {
  expect(communityToEnter(home, joined)).toEqual(entered);
});
