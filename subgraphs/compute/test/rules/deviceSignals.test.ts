import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signalsOf, type DeviceTotals } from '../../src/rules/deviceSignals.js';

const nothing: DeviceTotals = {
  attempts: 0,
  valid: 0,
  invalid: 0,
  errors: 0,
  timeouts: 0,
  abandoned: 0,
  paid: 0,
  relativeTime: 0,
};

it.each<[string, Partial<DeviceTotals>, object]>([
  ['nothing', {}, { judged: 0, invalidPermille: 0, errorPermille: 0, timeoutPermille: 0 }],
  ['wrong results', { attempts: 30, valid: 19, invalid: 1 }, { judged: 20, invalid: 1, invalidPermille: 50 }],
  ['failures', { attempts: 30, errors: 10, timeouts: 1 }, { errorPermille: 333, timeoutPermille: 33 }],
  ['speed', { paid: 4, relativeTime: 6 }, { turnaroundPercent: 150 }],
])('makes signals of %s', (_what, totals, signals) => {
  expect(signalsOf({ ...nothing, ...totals })).toMatchObject(signals);
});

it('says nothing of speed before a run was paid for', () => {
  expect(signalsOf(nothing)).not.toHaveProperty('turnaroundPercent');
});

it('makes whole numbers only, and shares of at most a thousand, since Cedar knows no others', () => {
  const count = fc.nat({ max: 1_000_000 });
  const parts = fc.record({ valid: count, invalid: count, errors: count, timeouts: count, abandoned: count });
  fc.assert(
    fc.property(parts, count, fc.double({ min: 0, max: 1e9, noNaN: true }), (some, paid, relativeTime) => {
      const attempts = Object.values(some).reduce((sum, each) => sum + each, 0);
      const signals = signalsOf({ ...some, attempts, paid, relativeTime });
      expect(Object.values(signals).every(Number.isInteger)).toBe(true);
      const { invalidPermille, errorPermille, timeoutPermille } = signals;
      expect(Math.max(invalidPermille, errorPermille, timeoutPermille)).toBeLessThanOrEqual(1_000);
    }),
  );
});
