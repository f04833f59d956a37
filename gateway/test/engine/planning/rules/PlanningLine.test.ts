import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlanningLine, type LineLimits } from '../../../../src/engine/planning/rules/PlanningLine.js';

interface Named {
  readonly kind: 'open' | 'plan';
  readonly supergraph: string;
  readonly name: string;
}

const limits: LineLimits = {
  ...{ underWay: 4, underWayEach: 2, waiting: 6, waitingEach: 4 },
  ...{ limitMs: 1_000, turnMs: 200, waitMs: 3_000, openWaitMs: 9_000 },
};

const plan = (name: string): Named => ({ kind: 'plan', supergraph: name.slice(0, 1), name });
const open = (name: string): Named => ({ kind: 'open', supergraph: name.slice(0, 1), name });
const names = (all: readonly Named[]): string => all.map(({ name }) => name).join(' ');

/** A line with plannings by name, whose first letter is their supergraph. */
function lineOf(asked: string, at = 0): PlanningLine<Named> {
  const line = new PlanningLine<Named>(limits);
  for (const name of asked.split(' ').filter((each) => each !== '')) line.enter(plan(name), at);
  return line;
}

describe('the line of plannings', () => {
  it.each([
    ['as many of one supergraph as may be', 'a1 a2 a3', 'a1 a2'],
    ['supergraphs in turns', 'a1 a2 a3 b1', 'a1 b1 a2'],
    ['as many of all as may be', 'a1 a2 b1 b2 c1 c2', 'a1 b1 c1 a2'],
    ['nothing of nothing', '', ''],
  ])('begins %s', (_, asked, begun) => {
    expect(names(lineOf(asked).start(0))).toBe(begun);
  });

  it('begins the next of a supergraph when one has finished, oldest first', () => {
    const line = lineOf('a1 a2 a3 a4');
    const [first] = line.start(0);
    if (first !== undefined) line.finish(first);
    expect(names(line.start(0))).toBe('a3');
    expect(names(line.start(0))).toBe('');
  });

  it('opens supergraphs before it plans, however many plannings are under way', () => {
    const line = lineOf('a1 a2 b1 b2 c1');
    line.start(0);
    line.enter(open('d'), 0);
    expect(names(line.start(0))).toBe('d');
  });

  it('is full when too many wait, of one supergraph or of all', () => {
    const line = lineOf('a1 a2 a3 a4');
    expect(line.enter(plan('a5'), 0)).toBe(false);
    expect([line.enter(plan('b1'), 0), line.enter(plan('b2'), 0), line.enter(plan('c1'), 0)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(line.enter(open('c'), 0)).toBe(true);
  });

  it.each<[string, string, number, boolean]>([
    ['after the limit', 'a1', 1_000, true],
    ['not before it', 'a1', 999, false],
    ['after its turn when others of its supergraph wait', 'a1 a2 a3', 200, true],
    ['not before its turn is over', 'a1 a2 a3', 199, false],
    ['after its turn when there is no room for another supergraph', 'a1 a2 b1 b2 c1', 200, true],
    ['only after the limit when nobody waits', 'a1 a2 b1 b2', 999, false],
  ])('says that something is late %s', (...[, asked, now, expected]) => {
    const line = lineOf(asked);
    line.start(0);
    expect(line.isLate(now)).toBe(expected);
  });

  it('hurries nobody who is not in the way', () => {
    const line = lineOf('a1 a2 a3 b1');
    line.start(0);
    expect(names(line.endLate(250).guilty)).toBe('a1 a2');
    expect(names(line.start(250))).toBe('a3 b1');
  });

  it('says when to look again: when something is late, or has waited too long', () => {
    const line = lineOf('a1', 100);
    expect(line.nextCheck()).toBe(3_100);
    line.start(150);
    expect(line.nextCheck()).toBe(1_150);
    expect(lineOf('').nextCheck()).toBeUndefined();
  });

  it('lets go of what has waited too long', () => {
    const line = lineOf('a1 a2 a3');
    line.start(0);
    line.enter(plan('a4'), 10);
    line.enter(open('z'), 10);
    expect(names(line.expire(2_999))).toBe('');
    expect(names(line.expire(3_000))).toBe('a3');
    expect(names(line.expire(9_010))).toBe('z a4');
  });

  it('ends whoever is nearly as late, too, and asks the others again with the time they had', () => {
    const line = lineOf('a1');
    line.start(0);
    line.enter(plan('b1'), 100);
    line.start(100);
    line.enter(plan('c1'), 600);
    line.start(600);
    expect(line.endLate(1_000)).toEqual({ guilty: [plan('a1'), plan('b1')], unlucky: [] });
    expect(names(line.start(2_000))).toBe('c1');
    expect(line.isLate(2_599)).toBe(false);
    expect(line.isLate(2_600)).toBe(true);
  });

  it('does not ask again what was interrupted too often', () => {
    const line = new PlanningLine<Named>({ ...limits, underWay: 8 });
    for (const [n, name] of ['a', 'b', 'c', 'd'].entries()) {
      line.enter(plan(name), n * 110);
      line.start(n * 110);
    }
    line.enter(plan('e'), 995);
    line.start(995);
    const ends = [1_000, 1_110, 1_220, 1_330].map((now) => {
      const { guilty, unlucky } = line.endLate(now);
      line.start(now);
      return `${names(guilty)}: ${names(unlucky)}`;
    });
    expect(ends).toEqual(['a: ', 'b: ', 'c: ', 'd: e']);
  });

  it('asks again one by one, alone, what was under way in a crash, and before everything else', () => {
    const line = lineOf('a1 b1 a2 a3');
    expect(names(line.start(0))).toBe('a1 b1 a2');
    expect(line.endCrashed(10)).toEqual({ guilty: [], unlucky: [] });
    line.enter(open('c'), 10);
    expect(names(line.start(10))).toBe('a1');
    expect(names(line.start(10))).toBe('');
    line.finish(plan('a1'));
    expect(line.endCrashed(20)).toEqual({ guilty: [plan('a1')], unlucky: [] });
    expect(names(line.start(20))).toBe('b1');
  });

  it('gives what was under way in a crash no more than a turn', () => {
    const line = lineOf('a1');
    line.start(0);
    line.endCrashed(50);
    line.start(100);
    expect(line.isLate(249)).toBe(false);
    expect(names(line.endLate(250).guilty)).toBe('a1');
  });

  it('holds nothing when it was cleared', () => {
    const line = lineOf('a1 a2 a3');
    line.start(0);
    line.enter(open('c'), 0);
    expect(names(line.clear())).toBe('a1 a2 c a3');
    expect(line.isEmpty).toBe(true);
    expect(names(line.start(0))).toBe('');
  });
});

describe('whatever happens', () => {
  const events = fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('enter'), who: fc.constantFrom('a', 'b', 'c'), opens: fc.boolean() }),
      fc.record({ type: fc.constantFrom('finish', 'crash', 'wait', 'expire') }),
    ),
    { maxLength: 60 },
  );

  it('bounds hold, and everything ends exactly once', () => {
    fc.assert(
      fc.property(events, (happened) => {
        const line = new PlanningLine<Named>(limits);
        const running = new Set<Named>();
        const ended: Named[] = [];
        let entered = 0;
        let now = 0;
        const begin = (): void => {
          for (const each of line.start(now)) running.add(each);
          const planned = [...running].filter(({ kind }) => kind === 'plan');
          expect(planned.length).toBeLessThanOrEqual(limits.underWay);
          for (const who of 'abc')
            expect(planned.filter(({ supergraph }) => supergraph === who).length).toBeLessThanOrEqual(
              limits.underWayEach,
            );
        };
        const interrupt = ({ guilty, unlucky }: ReturnType<typeof line.endLate>): void => {
          running.clear();
          ended.push(...guilty, ...unlucky);
        };
        const finish = (each: Named): void => {
          running.delete(each);
          line.finish(each);
          ended.push(each);
        };
        const happen = (event: (typeof happened)[number]): void => {
          now += 150;
          if ('who' in event) {
            const asked = { ...(event.opens ? open : plan)(event.who), name: String(entered) };
            if (line.enter(asked, now)) entered++;
          } else if (event.type === 'finish') [...running].slice(0, 1).forEach(finish);
          else if (event.type === 'crash') interrupt(line.endCrashed(now));
          else if (event.type === 'expire') ended.push(...line.expire((now += 3_000)));
          else if (line.isLate(now)) interrupt(line.endLate(now));
          begin();
        };
        for (const event of happened) happen(event);
        for (let left = entered; left > 0 && !line.isEmpty; left--) {
          [...running].forEach(finish);
          begin();
        }
        expect(line.isEmpty).toBe(true);
        expect(ended.length).toBe(entered);
        expect(new Set(ended.map(({ name }) => name)).size).toBe(entered);
      }),
    );
  });
});
