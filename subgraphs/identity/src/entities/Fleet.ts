import type { EnrollmentPolicy } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** What identity knows of a fleet of compute's: whose it is, and who may bring devices into it. */
export interface FleetRow {
  id: string;
  tenantId: string;
  policy: EnrollmentPolicy;
  maxDevices: number;
  maxDevicesPerOwner: number;
  /** Compute's count of its changes; the highest holds. */
  version: number;
}

export const Fleet = new EntitySchema<FleetRow>({
  name: 'Fleet',
  tableName: 'fleet',
  properties: {
    id: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    policy: { type: 'string' },
    maxDevices: { type: 'integer' },
    maxDevicesPerOwner: { type: 'integer' },
    version: { type: 'integer' },
  },
});
