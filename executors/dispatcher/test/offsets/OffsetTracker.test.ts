import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OffsetTracker, type Position } from '../../src/offsets/OffsetTracker.js';

const topic = 'compute.tasks.flt_1';
const at = (offset: number, partition = 0) => ({ topic, partition, offset });

describe('OffsetTracker', () => {
  it('never lets a commit pass an unsettled message, in whatever order messages settle', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.nat()),
        (offsets, choices) => {
          const tracker = new OffsetTracker();
          const received = [...offsets].sort((left, right) => left - right);
          const open = received.map((offset) => tracker.begin(at(offset)));
          let committed = -1;
          while (open.length > 0) {
            const choice = Number(choices.next().value);
            const [settled] = open.splice(choice % open.length, 1);
            if (settled !== undefined) tracker.settle(settled);
            const next = tracker.committable();
            tracker.committed(next);
            for (const { offset } of next) {
              expect(offset).toBeGreaterThan(committed);
              committed = offset;
            }
            for (const { offset } of open) expect(committed).toBeLessThanOrEqual(offset);
          }
          expect(committed).toBe(Math.max(...offsets) + 1);
        },
      ),
    );
  });

  it('asks for a commit of a partition once, until more of it settles', () => {
    const tracker = new OffsetTracker();
    const first = tracker.begin(at(5));
    tracker.begin(at(6));
    tracker.settle(first);
    expect(tracker.committable()).toEqual([at(6)]);
    tracker.committed([at(6)]);
    expect(tracker.committable()).toEqual([]);
  });

  it('keeps partitions apart', () => {
    const tracker = new OffsetTracker();
    tracker.settle(tracker.begin(at(3, 0)));
    tracker.begin(at(9, 1));
    expect(tracker.committable()).toEqual([at(4, 0), at(9, 1)]);
  });

  it('forgets a partition that went, and what was received of it counts for nothing when it comes back', () => {
    const tracker = new OffsetTracker();
    const before: Position = tracker.begin(at(7));
    tracker.forget([{ topic, partition: 0 }]);
    expect(tracker.committable()).toEqual([]);
    const after = tracker.begin(at(7));
    tracker.settle(before);
    expect(tracker.isCurrent(before)).toBe(false);
    expect(tracker.isCurrent(after)).toBe(true);
    expect(tracker.committable()).toEqual([at(7)]);
  });

  it('goes back when messages come again from a lower offset', () => {
    const tracker = new OffsetTracker();
    for (const offset of [10, 11, 12]) tracker.settle(tracker.begin(at(offset)));
    tracker.committed(tracker.committable());
    tracker.begin(at(12));
    tracker.begin(at(11));
    expect(tracker.committable()).toEqual([at(11)]);
  });

  it('knows which messages were overtaken: settled ones lie behind them', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (settled) => {
        const tracker = new OffsetTracker();
        const positions = settled.map((_, offset) => tracker.begin(at(offset)));
        for (const [offset, position] of positions.entries())
          if (settled[offset] === true) tracker.settle(position);
        const isOvertaken = tracker.overtaken();
        for (const [offset, position] of positions.entries())
          expect(isOvertaken(position)).toBe(settled.includes(true, offset + 1));
        tracker.forget([at(0)]);
        expect(positions.some(tracker.overtaken())).toBe(false);
      }),
    );
  });
});
