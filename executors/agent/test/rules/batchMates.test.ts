import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatchCandidate, batchMates } from '../../src/rules/batchMates.js';

const tensor = (shape: readonly number[], dtype: 'float32' | 'int64' = 'float32') =>
  ({ type: 'tensor', dtype, shape, data: '' }) as const;
const task = (shape: readonly number[], more: Partial<BatchCandidate> = {}): BatchCandidate => ({
  runner: 'tensor',
  modelKey: 'k',
  modelVersionId: 'v',
  input: { x: tensor(shape) },
  ...more,
});
const keyOf = (candidate: BatchCandidate): string | undefined => batchMates(candidate)?.key;

describe('batchMates', () => {
  it.each<[string, BatchCandidate, number | undefined]>([
    ['as many as are ever run together, where nothing is known', task([1, 4]), 32],
    ['as many as the version takes', task([1, 4], { maxBatch: 8 }), 8],
    ['fewer tasks of several items', task([3, 4], { maxBatch: 8 }), 2],
    ['none of a version that takes one item', task([1, 4], { maxBatch: 1 }), undefined],
    ['none where two have too many items', task([5, 4], { maxBatch: 8 }), undefined],
    ['none of a runner that cannot', task([1], { runner: 'ocr' }), undefined],
    ['sounds', task([1], { runner: 'voice-activity-detection' }), 32],
    [
      'no sounds where outputs must not depend on it',
      task([1], { runner: 'voice-activity-detection', maxBatch: 1 }),
      undefined,
    ],
  ])('lets run together %s', (_, candidate, most) => {
    expect(batchMates(candidate)?.most).toBe(most);
  });

  it.each<[string, BatchCandidate]>([
    ['shapes', task([1, 5])],
    ['numbers of items', task([2, 4])],
    ['element types', task([1, 4], { input: { x: tensor([1, 4], 'int64') } })],
    ['models', task([1, 4], { modelKey: 'other' })],
    ['jobs', task([1, 4], { jobId: 'other' })],
    ['versions with the same files', task([1, 4], { modelVersionId: 'other' })],
    ['inputs in place and in blobs', task([1, 4], { input: { x: { type: 'blob', cid: 'c' } } })],
  ])('keeps other %s apart', (_, candidate) => {
    expect(keyOf(candidate)).not.toBe(keyOf(task([1, 4])));
  });

  it('does not mind the order of inputs', () => {
    const [a, b] = [tensor([1, 2]), tensor([1, 3])];
    expect(keyOf(task([], { input: { a, b } }))).toBe(keyOf(task([], { input: { b, a } })));
  });

  it('never lets more items together than the version takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 1_024 }), (items, maxBatch) => {
        const mates = batchMates(task([items, 4], { maxBatch }));
        if (mates !== null) expect(mates.most * items).toBeLessThanOrEqual(maxBatch);
      }),
    );
  });
});
