import { standingRecordSchema, type StandingRecord } from '@ai-collective/contracts';
import type { IncomingMessage, Logger } from '@ai-collective/platform/runtime';

/** The devices that are given no work, as compute published them: those whose results count for nothing, those that policies restrict, and those that operators drain. */
export class Suspensions {
  readonly #reasons = new Map<string, string>();

  constructor(private readonly log: Pick<Logger, 'error'>) {}

  has(deviceId: string): boolean {
    return this.#reasons.has(deviceId);
  }

  /** Why a device is given nothing, in words; null when it is given work. */
  reasonOf(deviceId: string): string | null {
    return this.#reasons.get(deviceId) ?? null;
  }

  /** Takes in messages of `compute.devices`. One that cannot be read changes nothing. */
  take(messages: readonly Pick<IncomingMessage, 'key' | 'value'>[]): void {
    for (const { key, value } of messages) {
      const record = parseRecord(value);
      if (record === undefined) this.log.error({ key }, 'a standing record is malformed and was ignored');
      else this.#keep(record);
    }
  }

  #keep(record: StandingRecord): void {
    const reason = reasonIn(record);
    if (reason === null) this.#reasons.delete(record.deviceId);
    else this.#reasons.set(record.deviceId, reason);
  }
}

function reasonIn({ state, policies }: StandingRecord): string | null {
  switch (state) {
    case 'ACTIVE':
      return null;
    case 'DRAINING':
      return 'drained: an operator takes it out of work';
    case 'RESTRICTED':
      return `restricted: forbidden by ${policies.join(', ')}`;
    case 'SUSPENDED':
      return 'suspended: too many of its results were wrong';
  }
}

function parseRecord(value: Buffer): StandingRecord | undefined {
  try {
    return standingRecordSchema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}
