import { topics, type StandingRecord } from '@ai-collective/contracts';
import type { OutboxMessage } from '@ai-collective/platform';

/** Tells dispatchers whether a device's word counts. The topic keeps the newest of each device. */
export function standingNotice(record: StandingRecord): OutboxMessage {
  return { topic: topics.standings, key: record.deviceId, value: { ...record } };
}
