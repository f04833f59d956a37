import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CarriedWeights } from '../../../src/rules/delegation/CarriedWeights.js';
import { carriedVotes } from '../../../src/rules/delegation/carriedVotes.js';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
const member = fc.constantFrom(...names);

const vote = fc.record({
  weights: fc
    .uniqueArray(member, { minLength: 1 })
    .chain((roll) =>
      fc
        .array(fc.integer({ min: 1, max: 9 }), { minLength: roll.length, maxLength: roll.length })
        .map((weights) => new Map(roll.map((name, index) => [name, weights[index] ?? 1]))),
    ),
  delegates: fc.array(fc.tuple(member, member)).map((pairs) => new Map(pairs)),
  mostCarriedShare: fc.constantFrom(0, 500, 3_000, 10_000),
  order: fc.shuffledSubarray(names),
});

describe('weights that are kept up as votes are cast', () => {
  it('are after each vote what a walk from every member finds', () => {
    fc.assert(
      fc.property(vote, ({ order, ...start }) => {
        const live = new CarriedWeights(start);
        const voted = new Set<string>();
        for (const voter of order.filter((name) => start.weights.has(name))) {
          live.vote(voter);
          voted.add(voter);
          const { weights, courses } = carriedVotes({ ...start, voted });
          expect(new Map(live)).toEqual(weights);
          for (const [name, course] of courses)
            expect(live.carrierOf(name)).toBe(course.type === 'CARRIED' ? course.by : undefined);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('name everybody whose ballot weighs something else after a vote', () => {
    fc.assert(
      fc.property(vote, ({ order, ...start }) => {
        const live = new CarriedWeights(start);
        for (const voter of order.filter((name) => start.weights.has(name))) {
          const before = new Map(live);
          const changed = live.vote(voter);
          for (const [name, weight] of live)
            if (weight !== before.get(name)) expect(changed.has(name)).toBe(true);
        }
      }),
    );
  });

  it('let a vote of one’s own count before and after the delegate voted', () => {
    const start = {
      weights: new Map(names.map((name) => [name, 1])),
      delegates: new Map([['a', 'b']]),
      mostCarriedShare: 10_000,
    };
    const first = new CarriedWeights(start);
    first.vote('a');
    first.vote('b');
    const second = new CarriedWeights(start);
    second.vote('b');
    expect(second.weightOf('b')).toBe(2);
    second.vote('a');
    expect(new Map(second)).toEqual(new Map(first));
    expect(second.weightOf('b')).toBe(1);
  });
});
