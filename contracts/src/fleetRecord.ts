import { z } from 'zod';
import { idSchema } from './ids.js';

/** Who may bring devices into a fleet. */
export const enrollmentPolicies = ['APPROVAL', 'MEMBERS', 'CLOSED'] as const;
export type EnrollmentPolicy = (typeof enrollmentPolicies)[number];

/** The most devices that a fleet's bounds can allow. */
export const mostDevicesOfFleet = 100_000;

const bound = z.int().min(1).max(mostDevicesOfFleet);

/** Who may bring devices into a fleet, and how many. */
export const fleetEnrollmentSchema = z.object({
  policy: z.enum(enrollmentPolicies),
  maxDevices: bound.describe('devices the fleet can have at a time'),
  maxDevicesPerOwner: bound.describe('devices of the fleet that one person or API key can own at a time'),
});

export type FleetEnrollment = Readonly<z.infer<typeof fleetEnrollmentSchema>>;

/** A fleet as those who admit devices know it: the value of a message on `compute.fleets`, keyed by fleet id. */
export const fleetRecordSchema = z.object({
  fleetId: idSchema('fleet'),
  communityId: z.string().min(1),
  enrollment: fleetEnrollmentSchema,
  version: z.int().positive().describe('counts the changes of the fleet; the highest holds'),
});

export type FleetRecord = Readonly<z.infer<typeof fleetRecordSchema>>;
