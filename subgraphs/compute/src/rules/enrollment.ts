import { fleetEnrollmentSchema, type EnrollmentPolicy, type FleetEnrollment } from '@ai-collective/contracts';

/** What somebody wants to hold for a fleet; bounds that are absent take their defaults. */
export interface EnrollmentInput {
  readonly policy: EnrollmentPolicy;
  readonly maxDevices?: number | null;
  readonly maxDevicesPerOwner?: number | null;
}

interface FleetColumns {
  readonly enrollmentPolicy: EnrollmentPolicy;
  readonly maxDevices: number;
  readonly maxDevicesPerOwner: number;
}

const defaultMaxDevices = 10_000;

/** One API key may enrol a whole fleet of servers; a member brings what they have at home. */
const defaultPerOwner: Readonly<Record<EnrollmentPolicy, number>> = {
  APPROVAL: defaultMaxDevices,
  MEMBERS: 10,
  CLOSED: defaultMaxDevices,
};

/** The enrolment that is asked for, in full; undefined when a bound is none. */
export function requestedEnrollment(input: EnrollmentInput): FleetEnrollment | undefined {
  const { policy, maxDevices, maxDevicesPerOwner } = input;
  return fleetEnrollmentSchema.safeParse({
    policy,
    maxDevices: maxDevices ?? defaultMaxDevices,
    maxDevicesPerOwner: maxDevicesPerOwner ?? defaultPerOwner[policy],
  }).data;
}

/** The enrolment of a fleet. */
export function enrollmentOf(fleet: FleetColumns): FleetEnrollment {
  const { enrollmentPolicy: policy, maxDevices, maxDevicesPerOwner } = fleet;
  return { policy, maxDevices, maxDevicesPerOwner };
}
