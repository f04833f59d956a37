import { z } from 'zod';

/** A device as dispatchers know it: the value of a message on `identity.devices`, keyed by device id. */
export const deviceRecordSchema = z.object({
  deviceId: z.string(),
  communityId: z.string(),
  fleetId: z.string(),
  ownerId: z.string(),
  name: z.string(),
  publicKey: z.string().describe('raw Ed25519 public key, base64url'),
  status: z.enum(['ENROLLED', 'REVOKED']),
  enrolledAt: z.iso.datetime(),
});

export type DeviceRecord = z.infer<typeof deviceRecordSchema>;
