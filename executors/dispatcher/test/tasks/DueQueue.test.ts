import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueQueue } from '../../src/tasks/DueQueue.js';

describe('DueQueue', () => {
  it('gives what is due, as many as asked for, and keeps the rest', () => {
    const queue = new DueQueue<string>();
    for (const [item, dueAt] of [
      ['c', 3],
      ['a', 1],
      ['d', 4],
      ['b', 2],
    ] as const)
      queue.set(item, dueAt);
    expect(queue.takeDue(3, 2)).toEqual(['a', 'b']);
    expect(queue.first()).toBe('c');
    expect(queue.takeDue(3)).toEqual(['c']);
    expect(queue.takeDue(3)).toEqual([]);
    expect(queue.size).toBe(1);
  });

  it('agrees with sorting, whatever is put in, moved and taken out', () => {
    const steps = fc.array(fc.record({ item: fc.nat(20), dueAt: fc.option(fc.nat(100)) }), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(steps, (all) => {
        const queue = new DueQueue<number>();
        const model = new Map<number, number>();
        for (const { item, dueAt } of all) {
          if (dueAt === null) queue.delete(item);
          else queue.set(item, dueAt);
          if (dueAt === null) model.delete(item);
          else model.set(item, dueAt);
          expect(model.get(queue.first() ?? -1)).toBe(
            model.size === 0 ? undefined : Math.min(...model.values()),
          );
        }
        const taken = queue.takeDue(50).map((item) => model.get(item));
        expect(taken).toEqual([...model.values()].filter((dueAt) => dueAt <= 50).sort((a, b) => a - b));
        expect(queue.size).toBe(model.size - taken.length);
      }),
    );
  });
});
