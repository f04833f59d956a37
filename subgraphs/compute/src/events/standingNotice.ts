import { topics, type StandingRecord } from '@ai-collective/contracts';
import type { OutboxMessage } from '@ai-collective/platform';

/** How a device stands: whether its word counts, the policies that give it no work, and whether an operator does. */
interface Standing extends Pick<StandingRecord, 'deviceId' | 'communityId'> {
  readonly state: 'ACTIVE' | 'SUSPENDED';
  readonly policies: readonly string[];
  /** Is of no account for a device that is suspended. */
  readonly isDraining?: boolean;
}

/**
 * Tells dispatchers how a device stands. The topic keeps the newest of each device. A suspension outweighs everything, an operator's word
 * the policies.
 */
export function standingNotice({ isDraining = false, policies, ...device }: Standing): OutboxMessage {
  const state = device.state === 'ACTIVE' ? workOf({ isDraining, policies }) : device.state;
  const record: StandingRecord = { ...device, state, policies: [...policies] };
  return { topic: topics.standings, key: record.deviceId, value: { ...record } };
}

function workOf({
  isDraining,
  policies,
}: Required<Pick<Standing, 'isDraining' | 'policies'>>): StandingRecord['state'] {
  if (isDraining) return 'DRAINING';
  return policies.length > 0 ? 'RESTRICTED' : 'ACTIVE';
}
