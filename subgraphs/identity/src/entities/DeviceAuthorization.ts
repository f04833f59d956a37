import { EntitySchema } from '@mikro-orm/core';

/** What asks to be let in: a person's terminal, or a machine that joins a fleet. */
export type DeviceClientKind = 'CLI' | 'AGENT';

/** How far a request is. */
export type DeviceAuthorizationState = 'PENDING' | 'APPROVED' | 'DENIED' | 'REDEEMED';

/** A program without a browser that waits for a person to approve it (RFC 8628). */
export interface DeviceAuthorizationRow {
  id: string;
  /** SHA-256 of what the program polls with, base64url. */
  deviceCodeDigest: string;
  /** SHA-256 of what the person types, base64url. */
  userCodeDigest: string;
  clientKind: DeviceClientKind;
  /** What the program calls the machine it runs on. */
  deviceName: string;
  /** An agent's raw Ed25519 key, base64url. */
  publicKey: string | null;
  /** When an agent proved that it holds that key. */
  provedAt: Date | null;
  /** The fleet an agent asked for; once it is approved, the one it joined. */
  fleetId: string | null;
  /** The address the request came from. */
  requestedFrom: string;
  requestedAt: Date;
  expiresAt: Date;
  /** How long the program must wait between two polls. Grows when it does not. */
  intervalSeconds: number;
  polledAt: Date | null;
  state: DeviceAuthorizationState;
  /** Of an approved terminal. It ends with the request unless the tokens are fetched. */
  sessionId: string | null;
  /** The community in which it was approved. */
  communityId: string | null;
  /** Of an approved agent. */
  deviceId: string | null;
}

export const DeviceAuthorization = new EntitySchema<DeviceAuthorizationRow>({
  name: 'DeviceAuthorization',
  tableName: 'device_authorization',
  properties: {
    id: { type: 'string', primary: true },
    deviceCodeDigest: { type: 'string' },
    userCodeDigest: { type: 'string' },
    clientKind: { type: 'string' },
    deviceName: { type: 'string' },
    publicKey: { type: 'string', nullable: true },
    provedAt: { type: 'datetime', nullable: true },
    fleetId: { type: 'string', nullable: true },
    requestedFrom: { type: 'string' },
    requestedAt: { type: 'datetime' },
    expiresAt: { type: 'datetime' },
    intervalSeconds: { type: 'integer' },
    polledAt: { type: 'datetime', nullable: true },
    state: { type: 'string' },
    sessionId: { type: 'string', nullable: true },
    communityId: { type: 'string', nullable: true },
    deviceId: { type: 'string', nullable: true },
  },
});
