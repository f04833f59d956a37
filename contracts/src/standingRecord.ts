import { z } from 'zod';

/** Whether a device's word counts: the value of a message on `compute.devices`, keyed by device id. */
export const standingRecordSchema = z.object({
  deviceId: z.string(),
  communityId: z.string(),
  state: z.enum(['ACTIVE', 'SUSPENDED']),
});

export type StandingRecord = z.infer<typeof standingRecordSchema>;
