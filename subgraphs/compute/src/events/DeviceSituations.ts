import { situationEveryMs, situationRecordSchema, type SituationRecord } from '@ai-collective/contracts';
import type { IncomingMessage, Logger } from '@ai-collective/platform';

const mostRemembered = 100_000;

/** What is this old is not told any more: its dispatcher is gone, or cannot be heard. */
const staleMs = 3 * situationEveryMs;

/** What devices do at present, as dispatchers last said. Those longest unheard of are forgotten first. */
export class DeviceSituations {
  readonly #records = new Map<string, SituationRecord>();

  constructor(private readonly log: Pick<Logger, 'error'>) {}

  /** Takes in messages of `compute.situations`. One that cannot be read changes nothing. */
  take(messages: readonly Pick<IncomingMessage, 'key' | 'value'>[]): void {
    for (const { key, value } of messages) {
      const record = parseRecord(value);
      if (record === undefined) this.log.error({ key }, 'a situation record is malformed and was ignored');
      else this.#keep(record);
    }
  }

  /** Why a device of the community has no work, in words; null when it has some, or nothing was heard lately. */
  idleReason(community: string, deviceId: string, now: Date): string | null {
    const record = this.#records.get(deviceId);
    if (record?.communityId !== community) return null;
    return now.getTime() - Date.parse(record.at) > staleMs ? null : record.idleReason;
  }

  /** The fleet in which a device of the community was last heard of; undefined when it never was, null when nobody said. */
  fleetOf(community: string, deviceId: string): string | null | undefined {
    const record = this.#records.get(deviceId);
    return record?.communityId === community ? record.fleetId : undefined;
  }

  #keep(record: SituationRecord): void {
    this.#records.delete(record.deviceId);
    this.#records.set(record.deviceId, record);
    if (this.#records.size <= mostRemembered) return;
    const [oldest] = this.#records.keys();
    if (oldest !== undefined) this.#records.delete(oldest);
  }
}

function parseRecord(value: Buffer): SituationRecord | undefined {
  try {
    return situationRecordSchema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}
