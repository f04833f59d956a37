import { distance, type Quadrilateral } from '../../rules/ocr/geometry.js';
import { lineHeight } from '../../rules/ocr/lineGeometry.js';
import type { RgbImage } from './decodeImage.js';

/** Most samples along one side of an output pixel; enough for lines 200 pixels high without aliasing. */
const sampleLimit = 4;

/** A normalised line of text: planes of blue, green and red, 48 pixels high, values −1…1. */
export interface LineTensor {
  readonly width: number;
  readonly values: Float32Array;
}

/**
 * Cuts a line out of a picture and lays it flat: an affine map from the box's first three corners, bilinear,
 * averaging several samples a pixel where it shrinks. `width` is that of the text; `paddedWidth` that of the tensor.
 */
export function lineTensor(
  image: RgbImage,
  box: Quadrilateral,
  { width, paddedWidth }: { readonly width: number; readonly paddedWidth: number },
): LineTensor {
  const [origin, right, , down] = box;
  const samples = Math.min(sampleLimit, Math.max(1, Math.round(distance(origin, down) / lineHeight)));
  const step = {
    acrossX: (right[0] - origin[0]) / width / samples,
    acrossY: (right[1] - origin[1]) / width / samples,
    downX: (down[0] - origin[0]) / lineHeight / samples,
    downY: (down[1] - origin[1]) / lineHeight / samples,
  };
  const plane = lineHeight * paddedWidth;
  const values = new Float32Array(3 * plane);
  const sums = new Float32Array(3);
  // From sums of samples of 0…255 to −1…1.
  const scale = 2 / 255 / (samples * samples);
  for (let v = 0; v < lineHeight; v++) {
    for (let u = 0; u < width; u++) {
      sums.fill(0);
      for (let sv = 0; sv < samples; sv++) {
        const rows = v * samples + sv + 0.5;
        for (let su = 0; su < samples; su++) {
          const columns = u * samples + su + 0.5;
          const x = origin[0] + columns * step.acrossX + rows * step.downX - 0.5;
          const y = origin[1] + columns * step.acrossY + rows * step.downY - 0.5;
          addSample(image, { x, y, sums });
        }
      }
      const to = v * paddedWidth + u;
      values[to] = (sums[2] ?? 0) * scale - 1;
      values[to + plane] = (sums[1] ?? 0) * scale - 1;
      values[to + 2 * plane] = (sums[0] ?? 0) * scale - 1;
    }
  }
  return { width: paddedWidth, values };
}

/** Adds the bilinear value at a position to `sums`; beyond the edge the outermost pixels go on. */
function addSample(
  image: RgbImage,
  at: { readonly x: number; readonly y: number; readonly sums: Float32Array },
): void {
  const { pixels, width, height } = image;
  const x = Math.min(width - 1, Math.max(0, at.x));
  const y = Math.min(height - 1, Math.max(0, at.y));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const topLeft = (top * width + left) * 3;
  const toRight = left + 1 < width ? 3 : 0;
  const toBelow = top + 1 < height ? width * 3 : 0;
  for (let channel = 0; channel < 3; channel++) {
    const from = topLeft + channel;
    const upper = mix(pixels[from] ?? 0, pixels[from + toRight] ?? 0, fx);
    const lower = mix(pixels[from + toBelow] ?? 0, pixels[from + toBelow + toRight] ?? 0, fx);
    at.sums[channel] = (at.sums[channel] ?? 0) + mix(upper, lower, fy);
  }
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
