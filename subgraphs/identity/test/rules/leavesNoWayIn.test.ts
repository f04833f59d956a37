import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leavesNoWayIn, type WaysIn } from '../../src/rules/leavesNoWayIn.js';

const none: WaysIn = { passkeys: [], linkedAccounts: [], recoveryCodes: 0 };

describe('removing a way to sign in', () => {
  it.each<[string, Partial<WaysIn>, boolean]>([
    ['the only passkey', { passkeys: ['it'] }, true],
    ['the only linked account', { linkedAccounts: ['it'] }, true],
    ['one of two passkeys', { passkeys: ['it', 'other'] }, false],
    ['a passkey beside a linked account', { passkeys: ['it'], linkedAccounts: ['other'] }, false],
    ['a linked account beside a passkey', { passkeys: ['other'], linkedAccounts: ['it'] }, false],
    ['the only passkey beside a recovery code', { passkeys: ['it'], recoveryCodes: 1 }, false],
    ['an account that does not work any more', {}, false],
  ])('%s', (_what, ways, expected) => {
    expect(leavesNoWayIn({ ...none, ...ways }, 'it')).toBe(expected);
  });

  it('never refuses while something else is left, and never lets the last thing go', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const ids = fc.uniqueArray(id, { maxLength: 3 });
    const someWays = fc.record({ passkeys: ids, linkedAccounts: ids, recoveryCodes: fc.nat(3) });
    fc.assert(
      fc.property(someWays, id, (ways, removed) => {
        const before = new Set([...ways.passkeys, ...ways.linkedAccounts]);
        const left = [...before].filter((way) => way !== removed).length + ways.recoveryCodes;
        expect(leavesNoWayIn(ways, removed)).toBe(before.has(removed) && left === 0);
      }),
    );
  });
});
