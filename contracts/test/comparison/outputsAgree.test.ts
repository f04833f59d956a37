import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/canonicalJson.js';
import { type Comparator, defaultTolerance, outputsAgree } from '../../src/comparison/outputsAgree.js';
import { tensor } from './tensor.js';

const exact: Comparator = { type: 'EXACT' };
const tolerance: Comparator = { type: 'TOLERANCE', atol: 1e-4, rtol: 1e-3 };
const deep = (levels: number): JsonValue => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as JsonValue;

describe('outputsAgree', () => {
  it.each<[string, JsonValue, JsonValue, boolean]>([
    ['numbers within the absolute tolerance', 0.00001, 0.0001, true],
    ['numbers beyond it', 0.001, 0.0012, false],
    ['numbers within the relative tolerance', 1000.5, 1001.4, true],
    ['numbers within that of the larger one only', 1000.5, 1001.501, true],
    ['numbers beyond that', 1000.5, 1001.8, false],
    ['a number that happens to be whole, and one that does not', 1, 0.9999, true],
    ['different integers', 100_000, 100_001, false],
    ['an integer and its text', 1, '1', false],
    ['texts', 'a', 'b', false],
    ['members in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['a missing member', { a: 1 }, {}, false],
    ['a member of another name', { a: 1 }, { b: 1 }, false],
    ['a member that is null, and none', { a: null }, {}, false],
    ['lists of different lengths', [1, 2], [1], false],
    ['an empty list and an empty object', [], {}, false],
    ['null and false', null, false, false],
    ['lines read from a picture', { text: 'x', confidence: 0.91 }, { text: 'x', confidence: 0.910001 }, true],
    [
      'the same lines with another text',
      { text: 'x', confidence: 0.91 },
      { text: 'y', confidence: 0.91 },
      false,
    ],
    [
      'float32 tensors that are near',
      tensor('float32', [2], [1, 2]),
      tensor('float32', [2], [1.0005, 2]),
      true,
    ],
    [
      'float32 tensors that are not',
      tensor('float32', [2], [1, 2]),
      tensor('float32', [2], [1.01, 2]),
      false,
    ],
    ['float64 tensors that are near', tensor('float64', [1], [1]), tensor('float64', [1], [1.0005]), true],
    [
      'float16 tensors that are near',
      tensor('float16', [1], [0x3c00]),
      tensor('float16', [1], [0x3c01]),
      true,
    ],
    [
      'float16 tensors that are not',
      tensor('float16', [1], [0x3c00]),
      tensor('float16', [1], [0x3c10]),
      false,
    ],
    [
      'a half-precision answer to a float32 model',
      tensor('float32', [1], [1]),
      tensor('float16', [1], [0x3c00]),
      false,
    ],
    [
      'other shapes of the same elements',
      tensor('float32', [2, 1], [1, 2]),
      tensor('float32', [1, 2], [1, 2]),
      false,
    ],
    ['integers of a tensor', tensor('int32', [1], [1000]), tensor('int32', [1], [1001]), false],
    ['int64 tensors', tensor('int64', [1], [7n]), tensor('int64', [1], [7n]), true],
    ['NaN and NaN', tensor('float32', [1], [NaN]), tensor('float32', [1], [NaN]), true],
    [
      'NaN and NaN beside others',
      tensor('float32', [2], [NaN, 1]),
      tensor('float32', [2], [NaN, 1.0001]),
      true,
    ],
    ['NaN and a number', tensor('float32', [1], [NaN]), tensor('float32', [1], [0]), false],
    ['an infinity and itself', tensor('float32', [1], [Infinity]), tensor('float32', [1], [Infinity]), true],
    [
      'an infinity and the largest number',
      tensor('float32', [1], [Infinity]),
      tensor('float32', [1], [3.4e38]),
      false,
    ],
    [
      'infinities of either sign',
      tensor('float32', [1], [Infinity]),
      tensor('float32', [1], [-Infinity]),
      false,
    ],
    [
      'the largest numbers of either sign',
      tensor('float64', [1], [1.7e308]),
      tensor('float64', [1], [-1.7e308]),
      false,
    ],
    ['zero and minus zero', tensor('float32', [1], [0]), tensor('float32', [1], [-0]), true],
    ['tensors without elements', tensor('float32', [0, 3], []), tensor('float32', [0, 3], []), true],
    [
      'tensors of a model with several outputs',
      { y: tensor('float32', [1], [1]) },
      { y: tensor('float32', [1], [1.0001]) },
      true,
    ],
  ])('%s', (...[, left, right, expected]) => {
    expect(outputsAgree(left, right, tolerance)).toBe(expected);
    expect(outputsAgree(right, left, tolerance)).toBe(expected);
  });

  it.each<[string, JsonValue, JsonValue, boolean]>([
    ['what builds for different processors differ by', 0.5, 0.500005, true],
    ['what weights rounded to half precision make of an answer', 0.5, 0.5002, false],
    [
      'neighbours in half precision',
      tensor('float16', [1], [0x3c00]),
      tensor('float16', [1], [0x3c01]),
      true,
    ],
    ['numbers two steps apart', tensor('float16', [1], [0x3c00]), tensor('float16', [1], [0x3c02]), false],
  ])('by default: %s', (...[, left, right, expected]) => {
    expect(outputsAgree(left, right, defaultTolerance)).toBe(expected);
    expect(outputsAgree(right, left, defaultTolerance)).toBe(expected);
  });

  it('takes nothing for equal that is not, when exact', () => {
    expect(outputsAgree({ a: 0.1 }, { a: 0.1 }, exact)).toBe(true);
    expect(outputsAgree({ a: 0.1 }, { a: 0.10000000000000002 }, exact)).toBe(false);
    expect(outputsAgree(tensor('float32', [1], [1]), tensor('float32', [1], [1.00001]), exact)).toBe(false);
  });

  it.each<[string, () => JsonValue]>([
    ['too few bytes', () => ({ dtype: 'float32', shape: [1000], data: 'AAAA' })],
    ['no base64', () => ({ dtype: 'float32', shape: [1], data: '§§' })],
    ['a size below zero', () => ({ dtype: 'float32', shape: [-1], data: '' })],
    ['sizes beyond all numbers', () => ({ dtype: 'float32', shape: [1e300, 1e300, 0], data: '' })],
    ['an element type out of the prototype', () => ({ dtype: 'constructor', shape: [], data: 'AA==' })],
    ['a member called __proto__', () => JSON.parse('{"__proto__": {"dtype": 1}}') as JsonValue],
    ['lists nested more deeply than the stack', () => deep(50_000)],
  ])('is at no loss over what a device may send: %s', (_name, make) => {
    const output = make();
    expect(outputsAgree(output, make(), defaultTolerance)).toBe(true);
    expect(outputsAgree(output, { dtype: 'float32', shape: [1], data: 'AACAPw==' }, defaultTolerance)).toBe(
      false,
    );
  });

  const floats = fc
    .array(fc.float(), { maxLength: 4 })
    .map((elements) => tensor('float32', [elements.length], elements));
  const lookalike = fc.record({
    dtype: fc.constantFrom('float32', 'x'),
    shape: fc.jsonValue(),
    data: fc.string(),
  });
  const output = fc.oneof(
    fc.jsonValue(),
    floats,
    lookalike,
    fc.record({ y: floats }),
  ) as fc.Arbitrary<JsonValue>;
  const comparator = fc.constantFrom<Comparator>(exact, defaultTolerance, {
    type: 'TOLERANCE',
    atol: 1,
    rtol: 0.5,
  });

  it('is reflexive', () => {
    fc.assert(
      fc.property(output, comparator, (value, how) => {
        expect(outputsAgree(value, structuredClone(value), how)).toBe(true);
      }),
    );
  });

  it('is symmetric', () => {
    const number = fc.double({ min: -4, max: 4 });
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(output, output), fc.tuple(number, number)),
        comparator,
        ([left, right], how) => {
          expect(outputsAgree(left, right, how)).toBe(outputsAgree(right, left, how));
        },
      ),
    );
  });

  it('holds for every output a larger tolerance accepts less of', () => {
    const number = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(number, number, (left, right) => {
        if (outputsAgree(left, right, exact)) expect(outputsAgree(left, right, defaultTolerance)).toBe(true);
        if (outputsAgree(left, right, defaultTolerance))
          expect(outputsAgree(left, right, { type: 'TOLERANCE', atol: 1, rtol: 1 })).toBe(true);
      }),
    );
  });
});
