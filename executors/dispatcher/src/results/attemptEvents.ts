import type { AttemptEvent, DoneResult, Placement, TaskFailure, TaskMessage } from '@ai-collective/contracts';

/** Which attempt an event is about. */
export interface AttemptIdentity {
  readonly attemptId: string;
  readonly deviceId: string;
  /** Whose device it is; left out where its record is not at hand. */
  readonly ownerId?: string | undefined;
  readonly task: TaskMessage;
}

/** `now` in milliseconds, here and below. */
export function leasedEvent(attempt: AttemptIdentity, placement: Placement, now: number): AttemptEvent {
  return { ...base(attempt, now), type: 'leased', placement };
}

export function failedEvent(
  attempt: AttemptIdentity,
  end: { readonly outcome: 'ERROR' | 'TIMED_OUT' | 'ABANDONED'; readonly failure: TaskFailure },
  now: number,
): AttemptEvent {
  return { ...base(attempt, now), type: 'failed', ...end };
}

/** What a device said of its attempt, as an event. */
export function resultEvent(attempt: AttemptIdentity, result: DoneResult, now: number): AttemptEvent {
  if (result.outcome === 'FAILED')
    return failedEvent(attempt, { outcome: 'ERROR', failure: result.failure }, now);
  const { output, runMs, signature } = result;
  return { ...base(attempt, now), type: 'succeeded', output, runMs, signature };
}

function base({ attemptId, deviceId, ownerId, task }: AttemptIdentity, now: number) {
  const { taskId, jobId, communityId, fleetId } = task;
  const at = new Date(now).toISOString();
  return {
    ...{ attemptId, taskId, jobId, communityId, fleetId, deviceId, at },
    ...(ownerId !== undefined && { ownerId }),
  };
}
