import { describe, expect, it } from 'vitest';
import { checkTensor } from '../../src/rules/checkTensor.js';

const tensor = (shape: readonly number[], bytes: number) => ({
  dtype: 'float32' as const,
  shape,
  data: Buffer.alloc(bytes).toString('base64'),
});
const declared = (shape: readonly (number | string | null)[] | null) => ({ dtype: 'float32', shape });

describe('checkTensor', () => {
  it.each<[string, readonly (number | string | null)[] | null, readonly number[]]>([
    ['fixed dimensions', [1, 3], [1, 3]],
    ['named dimensions', ['n', 'n'], [4, 4]],
    ['open dimensions', [null, 2], [9, 2]],
    ['an open shape', null, [5, 6, 7]],
    ['a scalar', [], []],
    ['an empty tensor', ['n', 3], [0, 3]],
  ])('takes %s', (_what, shape, given) => {
    const bytes = given.reduce((product, size) => product * size, 4);
    expect(checkTensor(declared(shape), tensor(given, bytes), new Map())).toHaveProperty('dimensions');
  });

  it.each<[string, readonly (number | string | null)[], readonly number[], string]>([
    ['another size', [1, 3], [1, 4], '[1, 3]'],
    ['too few dimensions', ['n', 3], [3], '[n, 3]'],
    ['too many dimensions', [], [1], '[]'],
    ['one name with two sizes', ['n', 'n'], [4, 5], '[n, n]'],
    ['a name another input gave a size', ['batch', null], [3, 1], '[batch=2, ?]'],
  ])('refuses %s', (...[, shape, given, expected]) => {
    expect(checkTensor(declared(shape), tensor(given, 4), new Map([['batch', 2]]))).toEqual({
      complaint: { code: 'TENSOR_SHAPE_MISMATCH', expected, given: `[${given.join(', ')}]` },
    });
  });

  it('refuses other types, and data of another length', () => {
    expect(checkTensor({ dtype: 'string', shape: [] }, tensor([], 4), new Map())).toMatchObject({
      complaint: { code: 'TENSOR_DTYPE_MISMATCH' },
    });
    for (const bytes of [0, 7, 9, 10])
      expect(checkTensor(declared([2]), tensor([2], bytes), new Map())).toEqual({
        complaint: { code: 'TENSOR_DATA_LENGTH', expected: 8, given: bytes },
      });
  });
});
