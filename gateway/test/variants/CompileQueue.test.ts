import { describe, expect, it } from 'vitest';
import { CompileQueue } from '../../src/variants/CompileQueue.js';

describe('the queue of compilations', () => {
  it('runs one at a time, in order, whatever fails', async () => {
    const queue = new CompileQueue(10);
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b failed');
      return name;
    };
    const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => queue.run(task(name))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('refuses more than it holds, and takes more again later', async () => {
    const queue = new CompileQueue(1);
    let finish: () => void = () => undefined;
    const first = queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
    await expect(queue.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'VARIANT_NOT_READY' });
    finish();
    await first;
    await expect(queue.run(() => Promise.resolve(1))).resolves.toBe(1);
  });
});
