import { z } from 'zod';

/** What a device does at present, as its dispatcher sees it: the value of a message on `compute.situations`, keyed by device id. */
export const situationRecordSchema = z.object({
  deviceId: z.string(),
  communityId: z.string(),
  fleetId: z.string().nullable().default(null).describe('null where the dispatcher is older'),
  idleReason: z.string().max(500).nullable().describe('why it has no work; null while it has some'),
  at: z.iso.datetime(),
});

export type SituationRecord = z.infer<typeof situationRecordSchema>;

/** A situation is told again this often, in milliseconds, also when nothing changed. */
export const situationEveryMs = 60_000;
