import { distance, type Quadrilateral } from '../../rules/ocr/geometry.js';
import { lineHeight } from '../../rules/ocr/lineGeometry.js';
import type { RgbImage } from '../image/decodeImage.js';

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
  const [[originX, originY], right, , down] = box;
  const samples = Math.min(sampleLimit, Math.max(1, Math.round(distance(box[0], down) / lineHeight)));
  const [columns, rows] = [width * samples, lineHeight * samples];
  const across = { x: (right[0] - originX) / columns, y: (right[1] - originY) / columns };
  const along = { x: (down[0] - originX) / rows, y: (down[1] - originY) / rows };
  const values = new Float32Array(3 * lineHeight * paddedWidth);
  const sampling = { image, values, samples, across, down: along };
  for (let v = 0; v < lineHeight; v++) {
    // The middle of the row's first sample.
    const row = v * samples + 0.5;
    const x = originX + 0.5 * across.x + row * along.x - 0.5;
    const y = originY + 0.5 * across.y + row * along.y - 0.5;
    writeRow(sampling, { x, y }, { start: v * paddedWidth, width });
  }
  return { width: paddedWidth, values };
}

interface Step {
  readonly x: number;
  readonly y: number;
}

interface Sampling {
  readonly image: RgbImage;
  readonly values: Float32Array;
  /** Samples along each side of a pixel. */
  readonly samples: number;
  /** From one sample to the next of its row, and of its column, in pixels of the picture. */
  readonly across: Step;
  readonly down: Step;
}

/**
 * Writes a row of pixels, each the mean of its samples, the first of which lies at `first`; beyond the edge the outermost
 * pixels of the picture go on. The hot path of reading a line: arithmetic on locals, no calls of ours, no objects.
 */
function writeRow(
  { image, values, samples, across, down }: Sampling,
  first: Step,
  { start, width }: { readonly start: number; readonly width: number },
): void {
  const { pixels } = image;
  const bytes = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const lastX = image.width - 1;
  const lastY = image.height - 1;
  const line = image.width * 3;
  const plane = values.length / 3;
  // From sums of samples of 0…255 to −1…1.
  const scale = 2 / 255 / (samples * samples);
  for (let to = start; to < start + width; to++) {
    const column = (to - start) * samples;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let sample = 0; sample < samples * samples; sample++) {
      const right = column + (sample % samples);
      const below = Math.floor(sample / samples);
      const x = Math.min(lastX, Math.max(0, first.x + right * across.x + below * down.x));
      const y = Math.min(lastY, Math.max(0, first.y + right * across.y + below * down.y));
      const left = Math.trunc(x);
      const top = Math.trunc(y);
      // The four pixels around, and the share of each.
      const a = top * line + left * 3;
      const b = left < lastX ? a + 3 : a;
      const c = top < lastY ? a + line : a;
      const d = c + b - a;
      const ofD = (x - left) * (y - top);
      const ofC = y - top - ofD;
      const ofB = x - left - ofD;
      const ofA = 1 - ofB - ofC - ofD;
      red +=
        bytes.getUint8(a) * ofA + bytes.getUint8(b) * ofB + bytes.getUint8(c) * ofC + bytes.getUint8(d) * ofD;
      green +=
        bytes.getUint8(a + 1) * ofA +
        bytes.getUint8(b + 1) * ofB +
        bytes.getUint8(c + 1) * ofC +
        bytes.getUint8(d + 1) * ofD;
      blue +=
        bytes.getUint8(a + 2) * ofA +
        bytes.getUint8(b + 2) * ofB +
        bytes.getUint8(c + 2) * ofC +
        bytes.getUint8(d + 2) * ofD;
    }
    values[to] = blue * scale - 1;
    values[to + plane] = green * scale - 1;
    values[to + 2 * plane] = red * scale - 1;
  }
}
