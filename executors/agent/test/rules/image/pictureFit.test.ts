import { type ImagePreprocessing, imagePreprocessingSchema } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputSize, pictureFit } from '../../../src/rules/image/pictureFit.js';
import { declaredLayout, pixelTensor } from '../../../src/rules/image/pixelTensor.js';

type Given = Partial<ImagePreprocessing>;
const settings = (given: Given): ImagePreprocessing => imagePreprocessingSchema.parse(given);
const square = (side: number) => ({ width: side, height: side });

describe('inputSize', () => {
  it.each<[Parameters<typeof inputSize>[0], Given, ReturnType<typeof inputSize>]>([
    [square(28), {}, square(28)],
    [square(28), { size: 224 }, square(28)],
    [{}, { size: { width: 30, height: 20 } }, { width: 30, height: 20 }],
    [{ width: 10 }, { size: { shortest_edge: 256 } }, { width: 10, height: 256 }],
    [{}, { size: 256, do_center_crop: true, crop_size: 224 }, square(224)],
    [{}, { crop_size: 224 }, null],
    [{}, {}, null],
  ])('of a model that declares %j with %j is %j', (declared, given, size) => {
    expect(inputSize(declared, settings(given))).toEqual(size);
  });
});

describe('pictureFit', () => {
  it.each<[string, Given, { width: number; height: number }]>([
    ['stretches without settings', {}, square(224)],
    ['stretches to a size', { size: 224 }, square(224)],
    [
      'keeps proportions where it cuts',
      { size: { shortest_edge: 256 }, do_center_crop: true },
      { width: 512, height: 256 },
    ],
    [
      'takes a number for the shorter side where it cuts',
      { size: 256, do_center_crop: true },
      { width: 512, height: 256 },
    ],
    ['leaves the picture as it is', { do_resize: false, do_center_crop: true }, { width: 400, height: 224 }],
  ])('%s', (_, given, scaled) => {
    expect(pictureFit({ width: 400, height: 200 }, square(224), settings(given))).toEqual({
      scaled,
      size: square(224),
    });
  });

  it('always has enough to cut from, and never becomes huge', () => {
    const side = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 300 }), (width, height, edge) => {
        const given = settings({ size: { shortest_edge: edge }, do_center_crop: true });
        const { scaled } = pictureFit({ width, height }, square(224), given);
        for (const length of Object.values(scaled)) {
          expect(length).toBeGreaterThanOrEqual(224);
          expect(length).toBeLessThanOrEqual(40 * 224);
        }
      }),
    );
  });
});

describe('pixelTensor', () => {
  const rgb = Uint8Array.of(255, 0, 51, 0, 255, 102);
  const layout = { width: 2, height: 1, channels: 3, order: 'NCHW' } as const;
  const close = (values: Float32Array, expected: readonly number[]) => {
    expect(values).toHaveLength(expected.length);
    for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 5);
  };

  it('lays channels out in planes or by pixel', () => {
    close(pixelTensor(rgb, layout, settings({})), [1, 0, 0, 1, 0.2, 0.4]);
    close(pixelTensor(rgb, { ...layout, order: 'NHWC' }, settings({})), [1, 0, 0.2, 0, 1, 0.4]);
  });

  it('normalises each channel by its own numbers, or all by one', () => {
    const given = settings({ image_mean: [0.5, 0, 0.2], image_std: [0.5, 1, 0.1] });
    close(pixelTensor(rgb, layout, given), [1, -1, 0, 1, 0, 2]);
    close(
      pixelTensor(rgb, layout, settings({ image_mean: [0.5], image_std: [0.5] })),
      [1, -1, -1, 1, -0.6, -0.2],
    );
  });

  it('makes grey of colours where one channel is taken', () => {
    const given = settings({ do_rescale: false });
    close(
      pixelTensor(Uint8Array.of(100, 100, 100, 255, 0, 0), { ...layout, channels: 1 }, given),
      [100, 76.245],
    );
  });
});

describe('declaredLayout', () => {
  it.each<[readonly (number | string)[], ReturnType<typeof declaredLayout>]>([
    [[1, 3, 224, 224], { channels: 3, order: 'NCHW', width: 224, height: 224 }],
    [['n', 1, 28, 'w'], { channels: 1, order: 'NCHW', height: 28 }],
    [['n', 'h', 'w', 3], { channels: 3, order: 'NHWC' }],
    [['n', 4, 10, 10], null],
    [['n', 3, 10], null],
  ])('reads %j', (shape, layout) => {
    expect(declaredLayout(shape)).toEqual(layout);
  });
});
