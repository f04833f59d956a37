import type { AttemptEvent } from '@ai-collective/contracts';

/** What all events of a test's attempt at a task say. */
export function eventBase(taskId: string) {
  return {
    attemptId: `att_${taskId}`,
    taskId,
    jobId: 'job_1',
    communityId: 'com_1',
    fleetId: 'flt_1',
    deviceId: 'dev_1',
    ownerId: 'per_1',
    vouched: false,
    at: new Date(0).toISOString(),
  } satisfies Partial<AttemptEvent>;
}
