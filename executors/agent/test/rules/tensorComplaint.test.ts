import { describe, expect, it } from 'vitest';
import { nameComplaint, shapeOfRaw, tensorComplaint } from '../../src/rules/tensorComplaint.js';

const declared = { name: 'x', dtype: 'float32', shape: ['batch', 3, null] };

describe('nameComplaint', () => {
  it.each([
    [['x'], null],
    [[], 'TENSOR_MISSING'],
    [['x', 'y'], 'TENSOR_NAME_UNKNOWN'],
    [['y'], 'TENSOR_NAME_UNKNOWN'],
  ])('judges the names %j: %s', (names, code) => {
    expect(nameComplaint([declared], names)?.code ?? null).toBe(code);
  });
});

describe('tensorComplaint', () => {
  it.each([
    ['any size on open axes', 'float32', [7, 3, 2], 168, null],
    ['another dtype', 'float64', [7, 3, 2], 336, 'TENSOR_DTYPE_MISMATCH'],
    ['another fixed size', 'float32', [7, 4, 2], 224, 'TENSOR_SHAPE_MISMATCH'],
    ['another rank', 'float32', [7, 3], 84, 'TENSOR_SHAPE_MISMATCH'],
    ['too few bytes for the shape', 'float32', [7, 3, 2], 164, 'TENSOR_SHAPE_MISMATCH'],
  ] as const)('judges %s', (...row) => {
    const [, dtype, shape, bytes, code] = row;
    const complaint = tensorComplaint(declared, { dtype, shape, bytes });
    expect(complaint?.code ?? null).toBe(code);
    if (complaint !== null) expect(complaint.fault).toBe('input');
  });
});

describe('shapeOfRaw', () => {
  it.each([
    [[2, 3], 24, [2, 3]],
    [['n', 3], 36, [3, 3]],
    [['n', 3], 40, null],
    [['n', 'm'], 36, null],
    [[], 4, []],
  ] as const)('of %j with %d bytes of float32 is %j', (shape, bytes, expected) => {
    expect(shapeOfRaw({ name: 'x', dtype: 'float32', shape }, 4, bytes)).toEqual(expected);
  });
});
