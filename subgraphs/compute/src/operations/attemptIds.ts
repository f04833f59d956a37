import type { AttemptEvent } from '@ai-collective/contracts';

/** What the log tells of an attempt event: where it belongs, and nothing a device made. */
export function attemptIds({ type, communityId, taskId, attemptId, deviceId }: AttemptEvent) {
  return { type, communityId, taskId, attemptId, deviceId };
}
