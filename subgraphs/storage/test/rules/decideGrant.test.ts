import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideGrant } from '../../src/rules/decideGrant.js';
import { decideSpace } from '../../src/rules/decideSpace.js';

describe('decideSpace', () => {
  it.each([
    [{ freeBytes: 100, reserveBytes: 10, wanted: 90 }, 90],
    [{ freeBytes: 100, reserveBytes: 10, wanted: 91 }, undefined],
    [{ freeBytes: 100, reserveBytes: 10 }, 90],
    [{ freeBytes: 10, reserveBytes: 10 }, undefined],
    [{ freeBytes: 10, reserveBytes: 20, wanted: 0 }, undefined],
    [{ freeBytes: 10, reserveBytes: 10, wanted: 0 }, 0],
  ])('%o → %s', (disk, expected) => {
    expect(decideSpace(disk)).toBe(expected);
  });
});

describe('decideGrant', () => {
  it.each([
    ['what was announced', { bytes: 5, policyMaxBytes: 10, freeBytes: 100, reserveBytes: 0 }, 5],
    ['one byte for an empty blob', { bytes: 0, policyMaxBytes: 10, freeBytes: 100, reserveBytes: 0 }, 1],
    ['the policy’s limit', { bytes: undefined, policyMaxBytes: 10, freeBytes: 100, reserveBytes: 0 }, 10],
    ['the free space', { bytes: undefined, policyMaxBytes: 10, freeBytes: 100, reserveBytes: 93 }, 7],
  ])('grants %s', (_name, asked, maxBytes) => {
    expect(decideGrant(asked)).toEqual({ ok: true, maxBytes });
  });

  it('refuses more than the policy allows and more than fits', () => {
    const asked = { bytes: 11, policyMaxBytes: 10, freeBytes: 100, reserveBytes: 0 };
    expect(decideGrant(asked)).toEqual({ ok: false, code: 'BLOB_TOO_LARGE', bytes: 11, maxBytes: 10 });
    expect(decideGrant({ ...asked, bytes: 5, freeBytes: 4 })).toEqual({ ok: false, code: 'DISK_FULL' });
  });

  it('never grants more than the policy, the announcement or the free space', () => {
    const size = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(fc.option(size, { nil: undefined }), size, size, (bytes, policyMaxBytes, freeBytes) => {
        const decision = decideGrant({ bytes, policyMaxBytes, freeBytes, reserveBytes: 0 });
        if (!decision.ok) return;
        expect(decision.maxBytes).toBeLessThanOrEqual(Math.min(policyMaxBytes, freeBytes, bytes ?? Infinity));
      }),
    );
  });
});
