import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until the answer is not undefined; rejects, saying `what` did not come to be, after 20 s. */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Not in 20 s: ${what}`);
    await delay(10);
  }
}
