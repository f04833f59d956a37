import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once `condition` holds; rejects, saying `what` did not come to be, after `limitMs`. */
export async function eventually(what: string, condition: () => boolean, limitMs = 20_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await delay(10);
  }
}
