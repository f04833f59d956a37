import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/rules/cursor.js';

describe('decodeCursor', () => {
  it('gives back every place that was encoded', () => {
    fc.assert(
      fc.property(fc.nat(), (place) => decodeCursor(encodeCursor(String(place)), /^\d+$/) === String(place)),
    );
  });

  it('refuses places of other lists and other spellings', () => {
    expect(decodeCursor(encodeCursor('job_1'), /^\d+$/)).toBeNull();
    expect(decodeCursor(`${encodeCursor('12')}=`, /^\d+$/)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (cursor) =>
        [null, cursor].includes(encodeCursor(decodeCursor(cursor, /^\d+$/) ?? '') || null),
      ),
    );
  });
});
