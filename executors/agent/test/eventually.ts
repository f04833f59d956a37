import { setTimeout as delay } from 'node:timers/promises';

/** Polls until a condition holds and hands back what it gave. Throws after the deadline. */
export async function eventually<T>(
  condition: () => T | null | undefined | false,
  limitMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = condition();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${condition.toString()}`);
    await delay(10);
  }
}
