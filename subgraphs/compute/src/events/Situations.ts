import {
  isQueueKey,
  queueKey,
  queueSituationSchema,
  situationRecordSchema,
  type Queue,
  type QueueSituation,
  type SituationRecord,
} from '@ai-collective/contracts';
import type { IncomingMessage, Logger } from '@ai-collective/platform';
import type { z } from 'zod';
import { NewestRecords } from './NewestRecords.js';

/** What devices do at present, and why queues wait, as dispatchers last said. */
export class Situations {
  readonly #devices = new NewestRecords<SituationRecord>();
  readonly #queues = new NewestRecords<QueueSituation>();

  constructor(private readonly log: Pick<Logger, 'error'>) {}

  /** Takes in messages of `compute.situations`. One that cannot be read changes nothing. */
  take(messages: readonly Pick<IncomingMessage, 'key' | 'value'>[]): void {
    for (const message of messages)
      if (!this.#keep(message))
        this.log.error({ key: message.key }, 'a situation record is malformed and was ignored');
  }

  /** Why a device of the community has no work, in words; null when it has some, or nothing was heard lately. */
  idleReason(community: string, deviceId: string, now: Date): string | null {
    return this.#devices.fresh(community, deviceId, now)?.idleReason ?? null;
  }

  /** The fleet in which a device of the community was last heard of; undefined when it never was, null when nobody said. */
  fleetOf(community: string, deviceId: string): string | null | undefined {
    return this.#devices.of(community, deviceId)?.fleetId;
  }

  /** Why the tasks of a queue wait, in words; null when they do not, or nothing was heard lately. */
  waitingReason(queue: Queue, now: Date): string | null {
    return this.#queues.fresh(queue.communityId, queueKey(queue), now)?.reason ?? null;
  }

  /** Whether it could be read. */
  #keep({ key, value }: Pick<IncomingMessage, 'key' | 'value'>): boolean {
    if (isQueueKey(key)) {
      const situation = parsed(queueSituationSchema, value);
      if (situation !== undefined) this.#queues.keep(key, situation);
      return situation !== undefined;
    }
    const record = parsed(situationRecordSchema, value);
    if (record !== undefined) this.#devices.keep(record.deviceId, record);
    return record !== undefined;
  }
}

function parsed<Value>(schema: z.ZodType<Value>, value: Buffer): Value | undefined {
  try {
    return schema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}
