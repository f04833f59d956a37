import type { ImagePreprocessing } from '@ai-collective/contracts';
import type { Size } from '../ocr/detectionSize.js';

/** How a network takes pictures. */
export interface PixelLayout extends Size {
  /** 1: grey. 3: red, green and blue. */
  readonly channels: 1 | 3;
  /** NCHW: a plane a channel. NHWC: the channels of a pixel together. */
  readonly order: 'NCHW' | 'NHWC';
}

type Normalising = Pick<
  ImagePreprocessing,
  'do_rescale' | 'rescale_factor' | 'do_normalize' | 'image_mean' | 'image_std'
>;

/** The shape of one picture in a network's input. */
export function pixelShape({ channels, order, width, height }: PixelLayout): readonly number[] {
  return order === 'NCHW' ? [1, channels, height, width] : [1, height, width, channels];
}

/** A network's input of RGB bytes: grey where it takes one channel (ITU-R BT.601), rescaled and normalised. */
export function pixelTensor(rgb: Uint8Array, layout: PixelLayout, settings: Normalising): Float32Array {
  const { channels, order } = layout;
  const pixels = layout.width * layout.height;
  const values = new Float32Array(channels * pixels);
  const factor = settings.do_rescale ? settings.rescale_factor : 1;
  for (let channel = 0; channel < channels; channel++) {
    const { mean, deviation } = statistics(settings, channel);
    const [start, step] = order === 'NCHW' ? [channel * pixels, 1] : [channel, channels];
    for (let pixel = 0; pixel < pixels; pixel++) {
      const at = pixel * 3;
      const byte = channels === 3 ? (rgb[at + channel] ?? 0) : grey(rgb, at);
      values[start + pixel * step] = (byte * factor - mean) / deviation;
    }
  }
  return values;
}

/** Of a channel; a single number counts for all. */
function statistics({ do_normalize, image_mean, image_std }: Normalising, channel: number) {
  if (!do_normalize) return { mean: 0, deviation: 1 };
  const of = (numbers: readonly number[]): number | undefined => numbers[channel] ?? numbers[0];
  return { mean: of(image_mean) ?? 0, deviation: of(image_std) ?? 1 };
}

function grey(rgb: Uint8Array, at: number): number {
  return 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
}

type Dimension = number | string;

/** The layout a model's input declares, with the sizes it leaves open; null for a shape that is no picture's. */
export function declaredLayout(
  shape: readonly Dimension[],
): (Pick<PixelLayout, 'channels' | 'order'> & Partial<Size>) | null {
  if (shape.length !== 4) return null;
  const [, second = '', third = '', fourth = ''] = shape;
  const open = (height: Dimension, width: Dimension): Partial<Size> => ({
    ...(typeof height === 'number' && height > 0 ? { height } : {}),
    ...(typeof width === 'number' && width > 0 ? { width } : {}),
  });
  if (second === 1 || second === 3) return { channels: second, order: 'NCHW', ...open(third, fourth) };
  if (fourth === 1 || fourth === 3) return { channels: fourth, order: 'NHWC', ...open(second, third) };
  return null;
}
