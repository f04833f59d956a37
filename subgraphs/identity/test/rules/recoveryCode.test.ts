import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatRecoveryCode,
  normalizeRecoveryCode,
  recoveryCodeBytes,
} from '../../src/rules/recoveryCode.js';

const bytes = fc.uint8Array({ minLength: recoveryCodeBytes, maxLength: recoveryCodeBytes });

describe('a recovery code', () => {
  it('has four groups of five letters that nobody confuses', () => {
    fc.assert(
      fc.property(bytes, (random) =>
        /^[0-9a-hjkmnp-tv-z]{5}(?:-[0-9a-hjkmnp-tv-z]{5}){3}$/.test(formatRecoveryCode(random)),
      ),
    );
  });

  it('differs for every 100 bits it is made of', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const bits = (random: Uint8Array) => random.map((byte) => byte & 31).toString();
        expect(formatRecoveryCode(one) === formatRecoveryCode(other)).toBe(bits(one) === bits(other));
      }),
    );
  });

  it('is the same however it is typed', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const code = formatRecoveryCode(random);
        const typed = code.toUpperCase().replaceAll('-', '  ').replaceAll('0', 'O').replaceAll('1', 'I');
        expect(normalizeRecoveryCode(typed)).toBe(code);
        expect(normalizeRecoveryCode(code)).toBe(code);
      }),
    );
  });
});
