import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { DeviceStanding } from '../rules/verification/index.js';

/** What was found of the results of a device. */
export const DeviceStandingEntity = defineEntity({
  name: 'DeviceStanding',
  tableName: 'device_standing',
  properties: {
    tenantId: p.string().primary(),
    deviceId: p.string().primary(),
    state: p.string().$type<DeviceStanding['state']>(),
    judged: p.integer(),
    wrong: p.integer(),
    strikes: p.integer(),
    /** Attempts whose results were wrong, newest last. */
    evidence: p.array(),
    reinstatements: p.integer(),
    /** The policies that give it no work. */
    restrictedBy: p.array(),
    /** Since when an operator gives it no work. */
    drainingSince: p.datetime().nullable(),
    suspendedAt: p.datetime().nullable(),
  },
});

export type DeviceStandingRow = InferEntity<typeof DeviceStandingEntity>;
