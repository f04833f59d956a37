import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StartQueue } from '../../../src/engine/execution/StartQueue.js';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';

/** Runs works that end when they are told to, on a clock that stands still unless it is moved. */
function running(count: number) {
  const clock = { now: 0 };
  const queue = new StartQueue(() => clock.now);
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const cancellations = Array.from({ length: count }, () => new Cancellation());
  const outcomes = cancellations.map((cancellation, index) =>
    queue.run(cancellation, () => {
      started.push(index);
      return new Promise<void>((resolve) => (ends[index] = resolve));
    }),
  );
  return { clock, queue, started, ends, cancellations, outcomes };
}

/** Lets the event loop go round while subgraphs keep answering. */
async function busyTurns(queue: StartQueue, turns: number): Promise<void> {
  for (let index = 0; index < turns; index++) {
    queue.answered();
    await turn();
  }
}

describe('the queue of operations that start', () => {
  it('starts the first few at once, and keeps the others waiting while subgraphs answer', async () => {
    const { queue, started } = running(7);
    expect(started).toEqual([0, 1, 2, 3]);
    await busyTurns(queue, 50);
    expect(started).toEqual([0, 1, 2, 3]);
    expect(queue.length).toBe(3);
  });

  it('starts the next, in order, when one has ended', async () => {
    const { queue, started, ends } = running(7);
    ends[1]?.();
    await busyTurns(queue, 10);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    ends[0]?.();
    await busyTurns(queue, 10);
    expect(started).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('starts all, although none has ended, while there is nothing else to do', async () => {
    const { started } = running(30);
    for (let index = 0; index < 40; index++) await turn();
    expect(started).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  it('starts one every five milliseconds, however busy it is', async () => {
    const { queue, clock, started } = running(7);
    await busyTurns(queue, 5);
    clock.now += 5;
    await busyTurns(queue, 5);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    clock.now += 4.9;
    await busyTurns(queue, 5);
    expect(started).toHaveLength(5);
    clock.now += 0.1;
    await busyTurns(queue, 5);
    expect(started).toHaveLength(6);
  });

  it('lets go of those that are cancelled while they wait, and of those cancelled before', async () => {
    const { queue, started, cancellations, outcomes } = running(6);
    cancellations[4]?.cancel(new Error('gone'));
    await expect(outcomes[4]).rejects.toThrow('gone');
    expect(queue.length).toBe(1);
    const gone = new Cancellation();
    gone.cancel(new Error('gone before'));
    await expect(queue.run(gone, () => Promise.resolve())).rejects.toThrow('gone before');
    expect(queue.length).toBe(1);
    for (let index = 0; index < 5; index++) await turn();
    expect(started).toEqual([0, 1, 2, 3, 5]);
  });

  it('frees the place of what fails', async () => {
    const queue = new StartQueue();
    for (let index = 0; index < 20; index++)
      await expect(queue.run(new Cancellation(), () => Promise.reject(new Error('no')))).rejects.toThrow(
        'no',
      );
    const started: number[] = [];
    const all = [0, 1, 2, 3].map((index) =>
      queue.run(new Cancellation(), async () => {
        started.push(index);
        await turn();
      }),
    );
    expect(started).toEqual([0, 1, 2, 3]);
    await Promise.all(all);
  });
});
