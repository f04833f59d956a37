import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectionSize } from '../../../src/rules/ocr/detectionSize.js';
import type { Quadrilateral } from '../../../src/rules/ocr/geometry.js';
import { imageFormat } from '../../../src/rules/image/imageFormat.js';
import { isTall, lineWidth, turnCorners } from '../../../src/rules/ocr/lineGeometry.js';

const side = fc.integer({ min: 1, max: 20_000 });

describe('detectionSize', () => {
  it('gives multiples of 32 that hold the scaled picture and stay within the limit', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const { scaled, input } = detectionSize({ width, height });
        expect([input.width % 32, input.height % 32]).toEqual([0, 0]);
        expect(input.width - scaled.width).toBeGreaterThanOrEqual(0);
        expect(input.height - scaled.height).toBeGreaterThanOrEqual(0);
        expect(Math.max(input.width, input.height)).toBeLessThanOrEqual(1920);
      }),
    );
  });

  it('does not scale a picture within the limit', () => {
    expect(detectionSize({ width: 1920, height: 100 }).scaled).toEqual({ width: 1920, height: 100 });
    expect(detectionSize({ width: 3840, height: 2160 }).scaled).toEqual({ width: 1920, height: 1080 });
  });
});

describe('imageFormat', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n....', 'png'],
    ['\xff\xd8\xff\xe0', 'jpeg'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
    ['XXXX\0\0\0\0WEBPVP8 ', 'unknown'],
    ['GIF89a', 'unsupported'],
    ['<svg xmlns=', 'unsupported'],
    ['\0\0\0\x1cftypheic', 'unsupported'],
    ['hello', 'unknown'],
    ['', 'unknown'],
  ])('takes %j for %s', (head, format) => {
    expect(imageFormat(Buffer.from(head, 'latin1'))).toBe(format);
  });
});

describe('line geometry', () => {
  const wide: Quadrilateral = [
    [0, 0],
    [100, 0],
    [100, 20],
    [0, 20],
  ];

  it('keeps proportions in steps of 8 and within the limit', () => {
    expect(lineWidth(wide)).toBe(240);
    expect(
      lineWidth([
        [0, 0],
        [1, 0],
        [1, 20],
        [0, 20],
      ]),
    ).toBe(8);
    expect(
      lineWidth([
        [0, 0],
        [9000, 0],
        [9000, 20],
        [0, 20],
      ]),
    ).toBe(3200);
  });

  it('turns a box by quarters and back', () => {
    expect(turnCorners(wide, 1)[0]).toEqual([100, 0]);
    expect(turnCorners(turnCorners(wide, 1), 3)).toEqual(wide);
    expect(turnCorners(wide, 2)).toEqual([wide[2], wide[3], wide[0], wide[1]]);
    expect([isTall(wide), isTall(turnCorners(wide, 1))]).toEqual([false, true]);
  });
});
