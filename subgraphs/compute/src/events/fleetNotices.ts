import { tasksTopic, topics, type FleetMessage, type FleetRecord } from '@ai-collective/contracts';
import type { OutboxMessage } from '@ai-collective/platform';
import type { Fleet } from '../entities/Fleet.js';
import { enrollmentOf } from '../rules/enrollment.js';

interface FleetOfCommunity {
  readonly fleetId: string;
  readonly communityId: string;
}

/** The first message of a fleet's topic: it makes the topic, so that dispatchers find it. */
export function fleetOpened(fleet: FleetOfCommunity): OutboxMessage {
  return notice({ type: 'fleetOpened', ...fleet }, fleet.fleetId);
}

/** Tells those who admit devices what holds for a fleet now. The topic keeps the newest of each fleet. */
export function fleetRecorded(fleet: Fleet): OutboxMessage {
  const record: FleetRecord = {
    fleetId: fleet.id,
    communityId: fleet.tenantId,
    enrollment: enrollmentOf(fleet),
    version: fleet.enrollmentVersion,
  };
  return { topic: topics.fleets, key: fleet.id, value: record };
}

/** Tells a fleet's dispatchers to run no more tasks of a job. */
export function jobCanceled(job: FleetOfCommunity & { readonly jobId: string }): OutboxMessage {
  return notice({ type: 'jobCanceled', ...job }, job.jobId);
}

function notice(value: Exclude<FleetMessage, { type: 'task' }>, key: string): OutboxMessage {
  return { topic: tasksTopic(value.fleetId), key, value };
}
