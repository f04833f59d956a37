import { standingRecordSchema, type StandingRecord } from '@ai-collective/contracts';
import type { IncomingMessage, Logger } from '@ai-collective/platform/runtime';

/** The devices whose results count for nothing, as compute published them. */
export class Suspensions {
  readonly #suspended = new Set<string>();

  constructor(private readonly log: Pick<Logger, 'error'>) {}

  has(deviceId: string): boolean {
    return this.#suspended.has(deviceId);
  }

  /** Takes in messages of `compute.devices`. One that cannot be read changes nothing. */
  take(messages: readonly Pick<IncomingMessage, 'key' | 'value'>[]): void {
    for (const { key, value } of messages) {
      const record = parseRecord(value);
      if (record === undefined) this.log.error({ key }, 'a standing record is malformed and was ignored');
      else if (record.state === 'SUSPENDED') this.#suspended.add(record.deviceId);
      else this.#suspended.delete(record.deviceId);
    }
  }
}

function parseRecord(value: Buffer): StandingRecord | undefined {
  try {
    return standingRecordSchema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}
