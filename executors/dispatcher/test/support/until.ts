import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` holds; fails with `what` when it does not within `milliseconds`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  milliseconds = 20_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${what}`);
    await delay(5);
  }
}
