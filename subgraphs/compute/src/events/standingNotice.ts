import { topics, type StandingRecord } from '@ai-collective/contracts';
import type { OutboxMessage } from '@ai-collective/platform';

/** How a device stands: whether its word counts, and the policies that give it no work. */
interface Standing extends Pick<StandingRecord, 'deviceId' | 'communityId'> {
  readonly state: 'ACTIVE' | 'SUSPENDED';
  readonly policies: readonly string[];
}

/** Tells dispatchers how a device stands. The topic keeps the newest of each device. A suspension outweighs everything. */
export function standingNotice({ policies, ...device }: Standing): OutboxMessage {
  const state = device.state === 'ACTIVE' && policies.length > 0 ? 'RESTRICTED' : device.state;
  const record: StandingRecord = { ...device, state, policies: [...policies] };
  return { topic: topics.standings, key: record.deviceId, value: { ...record } };
}
