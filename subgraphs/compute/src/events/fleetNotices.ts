import { tasksTopic, type FleetMessage } from '@ai-collective/contracts';
import type { OutboxMessage } from '@ai-collective/platform';

interface FleetOfCommunity {
  readonly fleetId: string;
  readonly communityId: string;
}

/** The first message of a fleet's topic: it makes the topic, so that dispatchers find it. */
export function fleetOpened(fleet: FleetOfCommunity): OutboxMessage {
  return notice({ type: 'fleetOpened', ...fleet }, fleet.fleetId);
}

/** Tells a fleet's dispatchers to run no more tasks of a job. */
export function jobCanceled(job: FleetOfCommunity & { readonly jobId: string }): OutboxMessage {
  return notice({ type: 'jobCanceled', ...job }, job.jobId);
}

function notice(value: Exclude<FleetMessage, { type: 'task' }>, key: string): OutboxMessage {
  return { topic: tasksTopic(value.fleetId), key, value };
}
