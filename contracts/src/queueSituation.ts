import { z } from 'zod';

/** Why the tasks of a queue wait, as their dispatcher sees it: the value of a message on `compute.situations`, keyed by {@link queueKey}. */
export const queueSituationSchema = z.object({
  communityId: z.string(),
  reason: z.string().max(1_000).nullable().describe('in words; null when they wait no longer'),
  at: z.iso.datetime(),
});

export type QueueSituation = z.infer<typeof queueSituationSchema>;

/** What tasks have in common that the same devices may run: all of them wait for the same. */
export interface Queue {
  readonly communityId: string;
  readonly fleetId: string;
  readonly modelVersionId: string;
  readonly privacy: string;
  /** Null: anywhere. */
  readonly regions: readonly string[] | null;
  /** Whether only other owners than those who had the task before may have it. */
  readonly isSecondOpinion: boolean;
}

const prefix = 'queue/';

/** The key of a queue's messages. Device ids, the other keys of the topic, never look like it. */
export function queueKey(queue: Queue): string {
  const { communityId, fleetId, modelVersionId, privacy, regions, isSecondOpinion } = queue;
  const where = regions === null ? 'anywhere' : [...regions].sort().join(' ');
  const opinion = isSecondOpinion ? 'second' : 'first';
  return prefix + [communityId, fleetId, modelVersionId, privacy, where, opinion].join('/');
}

/** Whether a message of `compute.situations` is of a queue and not of a device. */
export function isQueueKey(key: string): boolean {
  return key.startsWith(prefix);
}
