import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersAgree } from '../../src/rules/answersAgree.js';

const answer = (values: ArrayBufferView, dtype: string, shape: readonly number[] = [1]) => ({
  y: {
    dtype,
    shape,
    data: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
  },
});
const float = (value: number) => answer(Float32Array.of(value), 'float32');

describe('answersAgree', () => {
  it.each([
    ['numbers within the tolerance', float(1), float(1.00009), true],
    ['numbers beyond it', float(1), float(1.0002), false],
    ['small numbers', float(0), float(0.000009), true],
    ['NaN and NaN', float(NaN), float(NaN), true],
    ['NaN and a number', float(NaN), float(0), false],
    ['infinities', float(Infinity), float(-Infinity), false],
    [
      'halves within',
      answer(Uint16Array.of(0x3c00), 'float16'),
      answer(Uint16Array.of(0x3c01), 'float16'),
      true,
    ],
    [
      'halves beyond',
      answer(Uint16Array.of(0x3c00), 'float16'),
      answer(Uint16Array.of(0x3c04), 'float16'),
      false,
    ],
    [
      'integers that differ',
      answer(Int32Array.of(1_000_000), 'int32'),
      answer(Int32Array.of(1_000_001), 'int32'),
      false,
    ],
    [
      'shapes',
      answer(Float32Array.of(1), 'float32', [1]),
      answer(Float32Array.of(1), 'float32', [1, 1]),
      false,
    ],
    ['names', float(1), { z: float(1).y }, false],
    ['what is no answer', 'text', 'text', false],
  ])('judges %s', (...[, left, right, verdict]) => {
    expect(answersAgree(left, right)).toBe(verdict);
    expect(answersAgree(right, left)).toBe(verdict);
  });

  it('finds every answer to agree with itself', () => {
    fc.assert(
      fc.property(fc.float32Array(), (values) => {
        const given = answer(values, 'float32', [values.length]);
        expect(answersAgree(given, structuredClone(given))).toBe(true);
      }),
    );
  });
});
