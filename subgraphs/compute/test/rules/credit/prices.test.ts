import type { TaskInput } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchShapeOf } from '../../../src/rules/credit/batchShape.js';
import { quoteFrom } from '../../../src/rules/credit/calibration.js';
import { priceCap, withBonus } from '../../../src/rules/credit/priceCap.js';
import { quickReturnBonus } from '../../../src/rules/credit/quickReturnBonus.js';

const rows = (...shape: number[]): TaskInput => ({
  a: { type: 'tensor', dtype: 'float32', shape, data: '' },
  b: { type: 'tensor', dtype: 'float32', shape: [1, 2], data: '' },
});
const blob: TaskInput = { image: { type: 'blob', cid: 'bafy' } };

describe('the batch shape of a job', () => {
  it.each<[string, readonly TaskInput[], number]>([
    ['one row', [rows(1, 2)], 1],
    ['the largest tensor counts', [rows(8, 2)], 8],
    ['rounded up to a power of two', [rows(9, 2)], 16],
    ['of the mean item', [rows(2), rows(10)], 8],
    ['a scalar', [rows()], 1],
    ['no rows', [rows(0, 2)], 1],
    ['a blob', [blob, blob], 1],
    ['no items', [], 1],
    ['never absurd', [rows(2 ** 31)], 2 ** 20],
  ])('%s', (_what, items, shape) => {
    expect(batchShapeOf(items)).toBe(shape);
  });
});

const device = (runs: number, p50Ms: number, p95Ms = p50Ms) => ({ runs, p50Ms, p95Ms });
const limit = { runtimeLimitMs: 60_000 };

describe('a price', () => {
  it.each([
    ['a second of a device until it is measured', [], limit, 1_000_000n, 4_000],
    ['too few runs are no measure', [device(4, 10)], limit, 1_000_000n, 4_000],
    ['the median over devices', [device(5, 10), device(1, 20), device(900, 5_000)], limit, 20_000n, 2_000],
    ['between two devices', [device(5, 10), device(5, 20)], limit, 15_000n, 2_000],
    ['what takes no time costs something', [device(5, 0)], limit, 1n, 2_000],
    ['no more than the longest run', [device(5, 90_000)], limit, 60_000_000n, 360_000],
    ['late results are waited for', [device(9, 1_000, 3_000)], limit, 1_000_000n, 12_000],
    ['but not for ever', [device(9, 1_000, 900_000)], limit, 1_000_000n, 600_000],
    ['an unmeasured task that may run for 0.1 s', [], { runtimeLimitMs: 100 }, 100_000n, 4_000],
  ] as const)('%s', (...[, devices, { runtimeLimitMs }, price, deadlineMs]) => {
    expect(quoteFrom(devices, { runtimeLimitMs })).toEqual({ price, deadlineMs });
  });

  it('is not moved beyond the others by one device, whatever that claims with its pace', () => {
    const times = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 1e9, noNaN: true }), (honest, dawdle) => {
        const { price } = quoteFrom([...honest.map((ms) => device(5, ms)), device(5, dawdle)], limit);
        expect(Number(price)).toBeLessThanOrEqual(Math.round(Math.max(0.001, ...honest) * 1_000));
      }),
    );
  });
});

describe('the quick-return bonus', () => {
  it.each([
    ['√(0.75 · 4)', 1_000, 4_000, 5_000, 1_732],
    ['just in time', 3_000, 4_000, 5_000, 1_000],
    ['late', 60_000, 4_000, 5_000, 1_000],
    ['capped', 1, 4_000, 2_000, 2_000],
    ['no time known', null, 4_000, 2_000, 1_000],
    ['no time at all', 0, 4_000, 2_000, 1_000],
    ['clocks that disagree', -5, 4_000, 2_000, 1_000],
    ['not a number', Number.NaN, 4_000, 2_000, 1_000],
  ] as const)('%s', (...[, elapsedMs, deadlineMs, most, bonus]) => {
    expect(quickReturnBonus({ elapsedMs, deadlineMs }, most)).toBe(bonus);
  });

  it('is never less for whoever is quicker, and within its bounds', () => {
    const ms = fc.integer({ min: 1, max: 600_000 });
    fc.assert(
      fc.property(fc.tuple(ms, ms, ms), fc.integer({ min: 1_000, max: 10_000 }), (times, most) => {
        const [deadlineMs, one, other] = times;
        const of = (elapsedMs: number) => quickReturnBonus({ elapsedMs, deadlineMs }, most);
        expect(of(Math.min(one, other))).toBeGreaterThanOrEqual(of(Math.max(one, other)));
        expect(of(one)).toBeGreaterThanOrEqual(1_000);
        expect(of(one)).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('what a job holds', () => {
  it('is every task paid as often as it may be, each with the most bonus', () => {
    expect(priceCap({ items: 3, price: 1_001n, mostBonus: 1_500, replicas: 2 })).toBe(9_006n);
    expect(withBonus(1n, 1_999)).toBe(1n);
  });
});
