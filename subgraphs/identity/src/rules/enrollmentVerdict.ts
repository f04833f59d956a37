import type { FleetEnrollment } from '@ai-collective/contracts';

/** Who lets a device in: somebody with devices:manage, or a member a machine of their own. */
export type Admitter = 'MANAGER' | 'MEMBER';

/** A device that shall join a fleet. */
export interface Joining {
  readonly by: Admitter;
  /** Devices that are in the fleet, without this one. */
  readonly devices: number;
  /** Those of them that its owner owns. */
  readonly ofOwner: number;
  /** Whether it is in the fleet already, and gets another owner. */
  readonly stays: boolean;
}

export type EnrollmentVerdict =
  'ADMITTED' | 'MANAGERS_ONLY' | 'ENROLLMENT_CLOSED' | 'FLEET_FULL' | 'TOO_MANY_DEVICES';

/** Decides whether one more device may join a fleet, or one of it may get another owner. */
export function enrollmentVerdict(fleet: FleetEnrollment, joining: Joining): EnrollmentVerdict {
  if (joining.stays) return roomOfOwner(fleet, joining);
  switch (fleet.policy) {
    case 'CLOSED':
      return 'ENROLLMENT_CLOSED';
    case 'APPROVAL':
      return joining.by === 'MANAGER' ? roomIn(fleet, joining) : 'MANAGERS_ONLY';
    case 'MEMBERS':
      return roomIn(fleet, joining);
  }
}

function roomIn(fleet: FleetEnrollment, joining: Joining): EnrollmentVerdict {
  return joining.devices >= fleet.maxDevices ? 'FLEET_FULL' : roomOfOwner(fleet, joining);
}

function roomOfOwner(fleet: FleetEnrollment, { ofOwner }: Joining): EnrollmentVerdict {
  return ofOwner >= fleet.maxDevicesPerOwner ? 'TOO_MANY_DEVICES' : 'ADMITTED';
}
