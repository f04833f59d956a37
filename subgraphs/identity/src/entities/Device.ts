import type { DeviceRecord } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** A machine that runs tasks for a fleet and proves who it is with an Ed25519 key. */
export interface DeviceRow {
  id: string;
  tenantId: string;
  fleetId: string;
  /** Person or API key id of who enrolled it. */
  ownerId: string;
  /** Whether an operator of the community vouches for it. */
  vouched: boolean;
  /** Where it stands, as an operator says: ISO 3166-1 or 3166-2; null when none did. */
  region: string | null;
  name: string;
  /** Raw Ed25519 public key, base64url. */
  publicKey: string;
  status: DeviceRecord['status'];
  enrolledAt: Date;
  revokedAt: Date | null;
}

export const Device = new EntitySchema<DeviceRow>({
  name: 'Device',
  tableName: 'device',
  properties: {
    id: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    fleetId: { type: 'string' },
    ownerId: { type: 'string' },
    vouched: { type: 'boolean' },
    region: { type: 'string', nullable: true },
    name: { type: 'string' },
    publicKey: { type: 'string' },
    status: { type: 'string' },
    enrolledAt: { type: 'datetime' },
    revokedAt: { type: 'datetime', nullable: true },
  },
});
