import { situationEveryMs, topics, type SituationRecord } from '@ai-collective/contracts';
import type { KafkaProducer } from '@ai-collective/platform/runtime';
import type { Device } from '../devices/Device.js';
import type { DispatchContext } from '../DispatchContext.js';
import { BoundedMap } from '../results/BoundedMap.js';
import { idleReasonOf } from './idleReasonOf.js';

const mostRemembered = 20_000;

/** Tells compute what devices do, so that people can ask: what changed since the last time, and everything once a minute. */
export class SituationTeller {
  readonly #told = new BoundedMap<SituationRecord>(mostRemembered);
  #busy = false;

  constructor(
    private readonly context: DispatchContext,
    private readonly producer: Pick<KafkaProducer, 'send'>,
  ) {}

  /** Never rejects: what could not be told is told the next time. Does nothing while the last time is not over. */
  async tell(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const news = this.#news();
    try {
      if (news.length > 0) await this.producer.send(news.map(toMessage));
      for (const record of news) this.#told.set(record.deviceId, record);
    } catch (error) {
      this.context.log.debug({ err: error }, 'situations of devices could not be told');
    }
    this.#busy = false;
  }

  #news(): readonly SituationRecord[] {
    const { tasks, devices } = this.context;
    const now = this.context.now();
    const heads = new Map(tasks.busyFleets().map((fleetId) => [fleetId, tasks.heads(fleetId, now)]));
    return [...devices.all()].flatMap((device) => {
      const record = this.#situationOf(device, heads.get(device.record.fleetId) ?? []);
      return this.#isNews(device, record) ? [record] : [];
    });
  }

  #situationOf(device: Device, heads: Parameters<typeof idleReasonOf>[2]): SituationRecord {
    const { deviceId, communityId, fleetId } = device.record;
    const at = new Date(this.context.now()).toISOString();
    return { deviceId, communityId, fleetId, idleReason: idleReasonOf(this.context, device, heads), at };
  }

  /** That a device is away is told once: another dispatcher may have it by now, and knows better. */
  #isNews({ connection }: Device, { deviceId, idleReason, at }: SituationRecord): boolean {
    const told = this.#told.get(deviceId);
    if (told === undefined) return connection !== null;
    if (told.idleReason !== idleReason) return true;
    return connection !== null && Date.parse(at) - Date.parse(told.at) >= situationEveryMs;
  }
}

function toMessage(record: SituationRecord) {
  return { topic: topics.situations, key: record.deviceId, value: Buffer.from(JSON.stringify(record)) };
}
