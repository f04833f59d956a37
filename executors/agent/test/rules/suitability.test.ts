import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterComparison,
  afterFailure,
  afterRun,
  afterVerdict,
  describeSuitability,
  nothingKnown,
  planRun,
  type Suitability,
} from '../../src/rules/suitability.js';

const both = ['cpu', 'webgpu'];
const three = ['cpu', 'cuda', 'webgpu'];

/** A model after some comparisons of a provider, which take the same each time. */
function compared(provider: string, times: number, [cpuMs, otherMs]: readonly [number, number]): Suitability {
  let known = nothingKnown;
  for (let time = 0; time < times; time++) known = afterComparison(known, provider, { cpuMs, otherMs });
  return known;
}

describe('planRun', () => {
  it.each<[string, Suitability, readonly string[], ReturnType<typeof planRun>]>([
    ['cpu alone is never compared', nothingKnown, ['cpu'], { provider: 'cpu', beside: null }],
    ['before anything was found, there is cpu', nothingKnown, [], { provider: 'cpu', beside: null }],
    ['another is compared first', nothingKnown, both, { provider: 'cpu', beside: 'webgpu' }],
    ['four times', compared('webgpu', 3, [10, 2]), both, { provider: 'cpu', beside: 'webgpu' }],
    [
      'and used when it is quicker',
      compared('webgpu', 4, [10, 2]),
      both,
      { provider: 'webgpu', beside: null },
    ],
    [
      'not when it gains too little',
      compared('webgpu', 4, [10, 9.5]),
      both,
      { provider: 'cpu', beside: null },
    ],
    ['nor when it is gone', compared('webgpu', 4, [10, 2]), ['cpu'], { provider: 'cpu', beside: null }],
    [
      'nor when its answers differ',
      afterVerdict(compared('webgpu', 2, [10, 2]), 'webgpu', 'its answers differ'),
      both,
      { provider: 'cpu', beside: null },
    ],
    ['each is compared', compared('cuda', 4, [10, 2]), three, { provider: 'cpu', beside: 'webgpu' }],
    [
      'and the quickest is used',
      {
        ...compared('cuda', 4, [10, 2]),
        trials: { ...compared('cuda', 4, [10, 2]).trials, ...compared('webgpu', 4, [10, 1]).trials },
        msPerItem: { cpu: 10, cuda: 2, webgpu: 1 },
      },
      three,
      { provider: 'webgpu', beside: null },
    ],
    [
      'a failure or two are forgiven',
      afterFailure(afterFailure(compared('webgpu', 4, [10, 2]), 'webgpu', 'lost'), 'webgpu', 'lost'),
      both,
      { provider: 'webgpu', beside: null },
    ],
    [
      'the third is not',
      ['a', 'b', 'c'].reduce(
        (known, why) => afterFailure(known, 'webgpu', why),
        compared('webgpu', 4, [10, 2]),
      ),
      both,
      { provider: 'cpu', beside: null },
    ],
  ])('%s', (...[, known, providers, plan]) => {
    expect(planRun(known, providers)).toEqual(plan);
  });

  it('does not hold the first comparison, which compiles, against a provider', () => {
    let known = afterComparison(nothingKnown, 'webgpu', { cpuMs: 10, otherMs: 5_000 });
    for (const otherMs of [2, 3, 2]) known = afterComparison(known, 'webgpu', { cpuMs: 10, otherMs });
    expect(planRun(known, both).provider).toBe('webgpu');
  });

  it('always ends: a provider is compared four times at most, and one that is given up never comes back', () => {
    const step = fc.oneof(
      fc.record({
        cpuMs: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        otherMs: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      }),
      fc.constant('fails' as const),
      fc.constant('differs' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 12, maxLength: 40 }), (steps) => {
        let known = nothingKnown;
        let comparisons = 0;
        let isGivenUp = false;
        for (const next of steps) {
          const { provider, beside } = planRun(known, both);
          if (isGivenUp) expect([provider, beside]).toEqual(['cpu', null]);
          if (next === 'fails') known = afterFailure(known, 'webgpu', 'why');
          else if (next === 'differs' && beside !== null) known = afterVerdict(known, beside, 'why');
          else if (next !== 'differs' && beside !== null) {
            comparisons += 1;
            known = afterComparison(known, beside, next);
          }
          isGivenUp ||= known.trials.webgpu?.unsuitable != null;
        }
        expect(comparisons).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe('describeSuitability', () => {
  it.each<[string, Suitability, ReturnType<typeof describeSuitability>]>([
    [
      'nothing yet',
      nothingKnown,
      { provider: 'cpu', msPerItem: null, notes: ['webgpu: being compared with cpu'] },
    ],
    ['one that is used', compared('webgpu', 4, [10, 2]), { provider: 'webgpu', msPerItem: 2, notes: [] }],
    [
      'one that is slower',
      afterRun(compared('webgpu', 4, [12, 40]), 'cpu', 12),
      { provider: 'cpu', msPerItem: 12, notes: ['webgpu: takes 40 ms, cpu 12 ms'] },
    ],
  ])('tells of %s', (...[, known, finding]) => {
    expect(describeSuitability(known, both)).toEqual(finding);
  });

  it('follows what runs take, the newer ones more', () => {
    const known = [10, 10, 20].reduce((before, each) => afterRun(before, 'cpu', each), nothingKnown);
    expect(describeSuitability(known, ['cpu']).msPerItem).toBeCloseTo(12);
  });
});
