import {
  givenBackCode,
  type AttemptEvent,
  type DeviceRecord,
  type DoneResult,
  type Placement,
  type TaskFailure,
  type TaskMessage,
} from '@ai-collective/contracts';

/** Which attempt an event is about. */
export interface AttemptIdentity {
  readonly attemptId: string;
  readonly device: Pick<DeviceRecord, 'deviceId' | 'ownerId' | 'vouched'>;
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

/** What a device said of its attempt, as an event. One that its owner paused has not failed. */
export function resultEvent(attempt: AttemptIdentity, result: DoneResult, now: number): AttemptEvent {
  if (result.outcome === 'FAILED') {
    const { failure } = result;
    const outcome = failure.code === givenBackCode ? 'ABANDONED' : 'ERROR';
    return failedEvent(attempt, { outcome, failure }, now);
  }
  const { output, runMs, joules, signature } = result;
  const energy = joules === undefined ? {} : { joules };
  return { ...base(attempt, now), type: 'succeeded', output, runMs, ...energy, signature };
}

function base({ attemptId, device, task }: AttemptIdentity, now: number) {
  const { taskId, jobId, communityId, fleetId } = task;
  const { deviceId, ownerId, vouched } = device;
  const at = new Date(now).toISOString();
  return { attemptId, taskId, jobId, communityId, fleetId, deviceId, ownerId, vouched, at };
}
