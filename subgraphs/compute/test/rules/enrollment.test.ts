import { enrollmentPolicies, fleetEnrollmentSchema } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrollmentOf, requestedEnrollment } from '../../src/rules/enrollment.js';

describe('requestedEnrollment', () => {
  it.each([
    ['APPROVAL', 10_000],
    ['MEMBERS', 10],
    ['CLOSED', 10_000],
  ] as const)('%s lets one owner have %i devices unless it says otherwise', (policy, maxDevicesPerOwner) => {
    const expected = { policy, maxDevices: 10_000, maxDevicesPerOwner };
    expect(requestedEnrollment({ policy })).toEqual(expected);
    expect(requestedEnrollment({ policy, maxDevices: null, maxDevicesPerOwner: null })).toEqual(expected);
  });

  it.each([
    { maxDevices: 0 },
    { maxDevices: 100_001 },
    { maxDevices: 1.5 },
    { maxDevicesPerOwner: 0 },
    { maxDevicesPerOwner: -1 },
    { maxDevicesPerOwner: NaN },
  ])('refuses %o', (bounds) => {
    expect(requestedEnrollment({ policy: 'MEMBERS', ...bounds })).toBeUndefined();
  });

  it('answers what was asked for, and nothing that identity could not read, whatever the bounds', () => {
    const any = fc.option(fc.oneof(fc.integer(), fc.double()));
    fc.assert(
      fc.property(fc.constantFrom(...enrollmentPolicies), any, any, (policy, maxDevices, perOwner) => {
        const enrollment = requestedEnrollment({ policy, maxDevices, maxDevicesPerOwner: perOwner });
        if (enrollment === undefined) return;
        expect(fleetEnrollmentSchema.parse(enrollment)).toEqual(enrollment);
        expect(enrollment.maxDevices).toBe(maxDevices ?? 10_000);
      }),
    );
  });
});

describe('enrollmentOf', () => {
  it('reads a fleet back as it was asked for', () => {
    const wanted = { policy: 'MEMBERS', maxDevices: 5, maxDevicesPerOwner: 2 } as const;
    const { policy: enrollmentPolicy, ...bounds } = wanted;
    expect(enrollmentOf({ enrollmentPolicy, ...bounds })).toEqual(wanted);
  });
});
