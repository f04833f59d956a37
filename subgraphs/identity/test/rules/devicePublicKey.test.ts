import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDevicePublicKey } from '../../src/rules/devicePublicKey.js';

describe('isDevicePublicKey', () => {
  it('accepts any 32 bytes and refuses any other number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(isDevicePublicKey(Buffer.from(bytes).toString('base64url'))).toBe(bytes.length === 32);
      }),
    );
  });

  it('refuses a second spelling of the same bytes', () => {
    const text = Buffer.alloc(32).toString('base64url');
    expect(isDevicePublicKey(text)).toBe(true);
    expect(isDevicePublicKey(`${text.slice(0, -1)}B`)).toBe(false);
  });
});
