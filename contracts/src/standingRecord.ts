import { z } from 'zod';

/**
 * Whether a device's word counts, and whether it is given work: the value of a message on `compute.devices`, keyed by device id. Dispatchers are
 * to be newer than compute: one that does not know a state leaves the record aside.
 */
export const standingRecordSchema = z.object({
  deviceId: z.string(),
  communityId: z.string(),
  state: z
    .enum(['ACTIVE', 'DRAINING', 'RESTRICTED', 'SUSPENDED'])
    .describe(
      'DRAINING: its word counts, but an operator gives it no work; RESTRICTED: policies give it none; SUSPENDED: its word counts for nothing either',
    ),
  policies: z.array(z.string()).default([]).describe('the policies that give a restricted device no work'),
});

export type StandingRecord = z.infer<typeof standingRecordSchema>;
