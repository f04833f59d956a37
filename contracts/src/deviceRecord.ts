import { z } from 'zod';

/** A device as dispatchers know it: the value of a message on `identity.devices`, keyed by device id. */
export const deviceRecordSchema = z.object({
  deviceId: z.string(),
  communityId: z.string(),
  fleetId: z.string(),
  ownerId: z.string(),
  vouched: z
    .boolean()
    .default(false)
    .describe(
      'whether an operator of the community vouches for it: its results are taken without a second opinion',
    ),
  region: z
    .string()
    .nullable()
    .default(null)
    .describe('where it stands, as an operator of the community says: see regionSchema; null when none said'),
  name: z.string(),
  publicKey: z.string().describe('raw Ed25519 public key, base64url'),
  status: z.enum(['ENROLLED', 'REVOKED']),
  enrolledAt: z.iso.datetime(),
});

export type DeviceRecord = z.infer<typeof deviceRecordSchema>;
