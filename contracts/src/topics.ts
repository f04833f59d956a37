/** Kafka topics by who writes them. Compacted topics keep the newest message of each key. */
export const topics = {
  /** Attempt events, keyed by task id. Written by dispatchers, read by compute. */
  results: 'compute.results',
  /** Fleet records, compacted by fleet id. Written by compute, read by identity, which admits devices. */
  fleets: 'compute.fleets',
  /** Standing records, compacted by device id. Written by compute, read by dispatchers, which give suspended devices nothing. */
  standings: 'compute.devices',
  /** What devices do and why queues wait, compacted by device id and queue. Written by dispatchers, read by compute, which answers for them. */
  situations: 'compute.situations',
  /** Device records, compacted by device id. Written by identity, read by dispatchers, and by compute: who vouches for which. */
  devices: 'identity.devices',
  /** Member records, compacted by membership id. Written by identity, read by governance: who may vote. */
  members: 'identity.members',
  /** Policy bundles, compacted by community id. Written by governance, read by every service. */
  policies: 'governance.policies',
  /** Audit records, keyed by community id. Written by every service, read by governance. */
  audit: 'audit.events',
} as const;

const tasksPrefix = 'compute.tasks.';

/** The topic of one fleet's tasks, keyed by task id. Written by compute, read by the fleet's dispatchers. */
export function tasksTopic(fleetId: string): string {
  return `${tasksPrefix}${fleetId}`;
}

/** Matches every fleet's task topic. */
export const tasksTopicPattern = /^compute\.tasks\..+/;

/** The fleet a task topic belongs to. */
export function fleetOfTasksTopic(topic: string): string {
  return topic.slice(tasksPrefix.length);
}

/** Topics whose older messages are superseded by newer ones of the same key. */
export const compactedTopics: ReadonlySet<string> = new Set([
  topics.fleets,
  topics.standings,
  topics.situations,
  topics.devices,
  topics.members,
  topics.policies,
]);
