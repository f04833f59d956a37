import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OperationPopularity } from '../../src/variants/OperationPopularity.js';

const operation = (source: string) => () => ({ source, operationName: null, conditions: {} });
const counting = (capacity = 10) => {
  const clock = { now: 0 };
  const settings = { capacity, halfLifeMs: 1_000, now: () => clock.now };
  const popularity = new OperationPopularity(settings);
  const note = (key: string, times = 1) => {
    for (let time = 0; time < times; time++) popularity.note(key, operation(key));
  };
  const top = (count = capacity) => popularity.top(count).map(({ source }) => source);
  return { clock, settings, popularity, note, top };
};

describe('the popularity of operations', () => {
  it('is how often they were used', () => {
    const { note, top } = counting();
    note('a', 2);
    note('b', 3);
    note('c');
    expect(top(2)).toEqual(['b', 'a']);
  });

  it('fades: late uses weigh more than early ones', () => {
    const { note, top, clock } = counting();
    note('early', 3);
    clock.now = 1_000;
    note('late', 2);
    expect(top()).toEqual(['late', 'early']);
  });

  it('keeps its order for as long as a process runs', () => {
    const { note, top, clock } = counting();
    for (let round = 0; round < 50; round++) {
      clock.now += 100_000;
      note('often', 3);
      note('seldom');
    }
    expect(top()).toEqual(['often', 'seldom']);
  });

  it('forgets in time what was used a great deal', () => {
    const { note, top, clock } = counting();
    clock.now = 255_000;
    note('past', 1_000);
    clock.now = 600_000;
    note('present');
    expect(top()).toEqual(['present', 'past']);
  });

  it('survives a flood of operations that are used once each', () => {
    const { note, top } = counting(5);
    note('a', 5);
    note('b', 4);
    for (let n = 0; n < 1_000; n++) note(`flood${n}`);
    expect(top(2)).toEqual(['a', 'b']);
  });

  it('is passed on, and then counted apart', () => {
    const { note, top, settings, popularity } = counting();
    note('a', 2);
    const heir = new OperationPopularity(settings, popularity);
    note('b', 3);
    heir.note('a', operation('a'));
    expect(heir.top(9).map(({ source }) => source)).toEqual(['a']);
    expect(top()).toEqual(['b', 'a']);
  });

  it('is bounded, and puts the more used first, for any uses', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 })), (uses) => {
        const { note, top } = counting(5);
        for (const use of uses) note(String(use));
        const counts = top().map((key) => uses.filter((use) => String(use) === key).length);
        expect(counts).toEqual([...counts].sort((a, b) => b - a));
        expect(top(3).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
