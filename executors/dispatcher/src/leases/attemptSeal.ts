import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a seal vouches for: that this attempt at this task was leased to this device. */
export interface SealedAttempt {
  readonly attemptId: string;
  readonly taskId: string;
  readonly deviceId: string;
}

/** A seal of 128 bits is out of reach of guessing, and short enough for an id. */
const sealBytes = 16;

/**
 * An attempt's id with a seal at its end, `id.mac` (HMAC-SHA-256 in base64url, cut to 128 bits). A dispatcher keeps nothing over a
 * restart: by its seal the next one tells an attempt that was leased from one that a device made up, or that is another's.
 */
export function sealAttempt(secret: string, { attemptId, taskId, deviceId }: SealedAttempt): string {
  const mac = createHmac('sha256', secret).update(`attempt\n${attemptId}\n${taskId}\n${deviceId}`).digest();
  return `${attemptId}.${mac.subarray(0, sealBytes).toString('base64url')}`;
}

/** Whether a dispatcher with this secret leased the attempt, whose id is sealed, to the device. */
export function isSealed(secret: string, { attemptId, taskId, deviceId }: SealedAttempt): boolean {
  const bare = attemptId.slice(0, Math.max(0, attemptId.lastIndexOf('.')));
  const given = Buffer.from(attemptId);
  const right = Buffer.from(sealAttempt(secret, { attemptId: bare, taskId, deviceId }));
  return given.length === right.length && timingSafeEqual(given, right);
}
