import { describe, expect, it } from 'vitest';
import { BoundedQueue } from '../../src/subscriptions/BoundedQueue.js';

describe('a bounded queue', () => {
  it('gives values in the order they came', async () => {
    const queue = new BoundedQueue<number>(2);
    expect([queue.push(1), queue.push(2)]).toEqual([true, true]);
    expect([await queue.take(10), await queue.take(10)]).toEqual([
      { kind: 'value', value: 1 },
      { kind: 'value', value: 2 },
    ]);
  });

  it('refuses what is over its capacity', () => {
    const queue = new BoundedQueue<number>(1);
    expect([queue.push(1), queue.push(2)]).toEqual([true, false]);
  });

  it('wakes a consumer that waits', async () => {
    const queue = new BoundedQueue<number>(1);
    const taking = queue.take(5_000);
    queue.push(7);
    expect(await taking).toEqual({ kind: 'value', value: 7 });
  });

  it('is idle when nothing comes in time', async () => {
    expect(await new BoundedQueue<number>(1).take(5)).toEqual({ kind: 'idle' });
  });

  it('gives what it holds before it says that it is closed', async () => {
    const queue = new BoundedQueue<number>(2);
    queue.push(1);
    queue.close({ discard: false });
    expect([await queue.take(5), await queue.take(5)]).toEqual([
      { kind: 'value', value: 1 },
      { kind: 'closed' },
    ]);
    expect(queue.push(2)).toBe(false);
  });

  it('throws away what it holds when told so', async () => {
    const queue = new BoundedQueue<number>(2);
    queue.push(1);
    queue.close({ discard: true });
    expect(await queue.take(5)).toEqual({ kind: 'closed' });
  });
});
