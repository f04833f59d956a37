import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatUserCode,
  normalizeUserCode,
  userCodeAlphabet,
  userCodeLength,
} from '../../src/rules/userCode.js';

describe('user codes', () => {
  const places = fc.array(fc.nat(userCodeAlphabet.length - 1), {
    minLength: userCodeLength,
    maxLength: userCodeLength,
  });

  it('are four consonants, a hyphen, and four more', () => {
    expect(formatUserCode([0, 1, 2, 3, 4, 5, 6, 7])).toBe('BCDF-GHJK');
    fc.assert(
      fc.property(places, (letters) => {
        expect(formatUserCode(letters)).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
      }),
    );
  });

  it.each(['wdjb-mjht', 'WDJBMJHT', ' wdjb mjht ', 'WDJB–MJHT', 'wd.jb_mj-ht'])(
    'are read from %j',
    (typed) => {
      expect(normalizeUserCode(typed)).toBe('WDJB-MJHT');
    },
  );

  it.each(['', 'WDJB-MJH', 'WDJB-MJHTB', 'AEIO-UAEI', 'WDJB-MJH1', 'WDJB/MJHT', 'ſDJB-MJHT'])(
    'are not read from %j',
    (typed) => {
      expect(normalizeUserCode(typed)).toBeUndefined();
    },
  );

  it('are read as they were written', () => {
    fc.assert(
      fc.property(places, (letters) => {
        const code = formatUserCode(letters);
        expect(normalizeUserCode(code.toLowerCase())).toBe(code);
      }),
    );
  });
});
