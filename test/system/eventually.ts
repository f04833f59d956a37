import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until the answer is not undefined, and returns it. An error counts as "not yet": services are
 * killed under these tests. Rejects after `limitMs`, saying `what` did not come to be and the last error.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  limitMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`Not within ${limitMs} ms: ${what}`, { cause: last });
    await delay(25);
  }
}
