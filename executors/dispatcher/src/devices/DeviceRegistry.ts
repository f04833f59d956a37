import { deviceRecordSchema, type DeviceRecord } from '@ai-collective/contracts';
import type { IncomingMessage, Logger } from '@ai-collective/platform/runtime';
import { newerRecord } from '../rules/newerRecord.js';

/** The newest record of every device, as identity published them. */
export class DeviceRegistry {
  readonly #records = new Map<string, DeviceRecord>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** `onChanged` hears of every record that holds from now on. */
  constructor(
    private readonly log: Logger,
    private readonly onChanged: (record: DeviceRecord) => void,
  ) {}

  get size(): number {
    return this.#records.size;
  }

  /** Takes in messages of `identity.devices`. One that cannot be read changes nothing. */
  take(messages: readonly IncomingMessage[]): void {
    for (const message of messages) {
      const arrived = parseRecord(message.value);
      if (arrived === undefined)
        this.log.error({ key: message.key }, 'a device record is malformed and was ignored');
      else this.#keep(arrived);
    }
  }

  get(deviceId: string): DeviceRecord | undefined {
    return this.#records.get(deviceId);
  }

  /** The record of a device, waiting up to `milliseconds` for it: an enrolment may still be on its way here. */
  async find(deviceId: string, milliseconds: number): Promise<DeviceRecord | undefined> {
    const known = this.#records.get(deviceId);
    if (known !== undefined) return known;
    await this.#arrival(deviceId, milliseconds);
    return this.#records.get(deviceId);
  }

  #keep(arrived: DeviceRecord): void {
    const { deviceId } = arrived;
    const record = newerRecord(this.#records.get(deviceId), arrived);
    this.#records.set(deviceId, record);
    for (const wake of this.#waiting.get(deviceId) ?? []) wake();
    if (record === arrived) this.onChanged(record);
  }

  async #arrival(deviceId: string, milliseconds: number): Promise<void> {
    const waiting = this.#waiting.get(deviceId) ?? new Set();
    this.#waiting.set(deviceId, waiting);
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(deviceId);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      waiting.add(wake);
    });
  }
}

function parseRecord(value: Buffer): DeviceRecord | undefined {
  try {
    return deviceRecordSchema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}
