import { createHmac } from 'node:crypto';

/** What is decided by chance: whether a trusted device's result is checked, and whether a device is given a bait. */
export type DrawPurpose = 'check' | 'bait';

/**
 * A number in [0, 1) for an attempt: the same however often its events come, and not to be guessed without the secret, so that no
 * device knows which of its results are checked.
 */
export function drawFor(secret: string, attemptId: string, purpose: DrawPurpose): number {
  const digest = createHmac('sha256', secret).update(`${purpose}:${attemptId}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
