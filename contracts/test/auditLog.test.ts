import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitmentOf, saltBytes } from '../src/auditLog/commitment.js';

const salt = fc.uint8Array({ minLength: saltBytes, maxLength: saltBytes });

describe('what the log has of a record', () => {
  it('is another with each salt and each record', () => {
    fc.assert(
      fc.property(fc.tuple(salt, fc.string()), fc.tuple(salt, fc.string()), ([one, body], [other, more]) => {
        const same = Buffer.from(one).equals(Buffer.from(other)) && body === more;
        expect(Buffer.from(commitmentOf(one, body)).equals(commitmentOf(other, more))).toBe(same);
      }),
    );
  });
});
