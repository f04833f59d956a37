import { enrollmentPolicies, type FleetEnrollment } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrollmentVerdict, type Joining } from '../../src/rules/enrollmentVerdict.js';

const fleet: FleetEnrollment = { policy: 'APPROVAL', maxDevices: 10, maxDevicesPerOwner: 2 };
const joining: Joining = { by: 'MANAGER', devices: 0, ofOwner: 0, stays: false };

describe('enrollmentVerdict', () => {
  it.each<[FleetEnrollment['policy'], Partial<Joining>, string]>([
    ['APPROVAL', {}, 'ADMITTED'],
    ['APPROVAL', { by: 'MEMBER' }, 'MANAGERS_ONLY'],
    ['APPROVAL', { by: 'MEMBER', devices: 10 }, 'MANAGERS_ONLY'],
    ['MEMBERS', {}, 'ADMITTED'],
    ['MEMBERS', { by: 'MEMBER' }, 'ADMITTED'],
    ['MEMBERS', { by: 'MEMBER', ofOwner: 1 }, 'ADMITTED'],
    ['MEMBERS', { by: 'MEMBER', ofOwner: 2 }, 'TOO_MANY_DEVICES'],
    ['MEMBERS', { devices: 9 }, 'ADMITTED'],
    ['MEMBERS', { devices: 10 }, 'FLEET_FULL'],
    ['CLOSED', {}, 'ENROLLMENT_CLOSED'],
    ['CLOSED', { by: 'MEMBER' }, 'ENROLLMENT_CLOSED'],
    ['CLOSED', { stays: true }, 'ADMITTED'],
    ['CLOSED', { stays: true, ofOwner: 2 }, 'TOO_MANY_DEVICES'],
  ])('%s %o: %s', (policy, changes, verdict) => {
    expect(enrollmentVerdict({ ...fleet, policy }, { ...joining, ...changes })).toBe(verdict);
  });

  it('never lets a bound be passed, a member into a fleet that is not theirs to enter, nor anybody into a closed one', () => {
    const count = fc.nat(12);
    fc.assert(
      fc.property(
        fc.record({
          policy: fc.constantFrom(...enrollmentPolicies),
          maxDevices: fc.integer({ min: 1, max: 12 }),
          maxDevicesPerOwner: fc.integer({ min: 1, max: 12 }),
        }),
        fc.record({
          by: fc.constantFrom('MANAGER', 'MEMBER'),
          devices: count,
          ofOwner: count,
          stays: fc.boolean(),
        }),
        (enrollment, wanted) => {
          if (enrollmentVerdict(enrollment, wanted) !== 'ADMITTED') return;
          expect(wanted.ofOwner + 1).toBeLessThanOrEqual(enrollment.maxDevicesPerOwner);
          if (wanted.stays) return;
          expect(wanted.devices + 1).toBeLessThanOrEqual(enrollment.maxDevices);
          expect(enrollment.policy).not.toBe('CLOSED');
          if (wanted.by === 'MEMBER') expect(enrollment.policy).toBe('MEMBERS');
        },
      ),
    );
  });
});
