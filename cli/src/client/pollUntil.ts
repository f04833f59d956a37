import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from './ApiError.js';

const everyMs = 500;
const longestMs = 3_600_000;

/**
 * Looks twice a second until there is an answer, for an hour at most. Throws INTERRUPTED when the signal is aborted, TIMED_OUT, and
 * what looking throws.
 */
export async function pollUntil<T>(look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  const deadline = Date.now() + longestMs;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new ApiError('INTERRUPTED', 'No longer waiting; the service goes on.');
  }
  throw new ApiError('TIMED_OUT', 'It takes longer than an hour; the service goes on.');
}
