import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExactSum } from '../../src/counting/ExactSum.js';

it('adds whole numbers up exactly, however many and large', () => {
  const value = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 52 - 1 }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 30 }), (values) => {
      const sum = new ExactSum();
      for (const each of values) sum.add(each);
      expect(sum.total).toBe(values.reduce((all, each) => all + BigInt(each), 0n));
    }),
  );
});
