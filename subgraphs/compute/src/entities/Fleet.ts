import type { EnrollmentPolicy } from '@ai-collective/contracts';
import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

/** A pool of devices of one community, with a topic of its own for their tasks. */
export const FleetEntity = defineEntity({
  name: 'Fleet',
  tableName: 'fleets',
  properties: {
    id: p.string().primary(),
    tenantId: p.string(),
    name: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
    /** Who may bring devices into it, and how many. */
    enrollmentPolicy: p.string().$type<EnrollmentPolicy>(),
    maxDevices: p.integer(),
    maxDevicesPerOwner: p.integer(),
    /** Counts the changes of how devices are enrolled. */
    enrollmentVersion: p.integer(),
  },
});

export type Fleet = InferEntity<typeof FleetEntity>;
