import { setTimeout as delay } from 'node:timers/promises';

/** What a promise comes to, or undefined when that takes longer. */
export async function withinMs<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const end = new AbortController();
  const tooLate = delay(ms, undefined, { signal: end.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    end.abort();
  }
}
