import sharp, { type Sharp } from 'sharp';
import { inputFailure } from '../../failures/TaskFailed.js';
import { imageFormat } from '../../rules/image/imageFormat.js';
import type { Size } from '../../rules/ocr/detectionSize.js';

/** A picture in memory: red, green and blue bytes of each pixel, row by row. */
export interface RgbImage extends Size {
  readonly pixels: Uint8Array;
}

/** Most pixels of a picture, from its header: 40 megapixels take 120 MB decoded. */
export const pixelLimit = 40_000_000;

// One picture at a time on the one granted core; a cache would keep strangers' pictures in memory.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Decodes a PNG, JPEG or WebP picture, turned upright by its EXIF orientation, transparency laid on white.
 * Throws input failures: IMAGE_UNREADABLE, IMAGE_FORMAT_UNSUPPORTED, and IMAGE_TOO_LARGE before decoding.
 */
export async function decodeImage(bytes: Uint8Array): Promise<RgbImage> {
  const format = imageFormat(bytes);
  if (format === 'unknown')
    throw inputFailure('IMAGE_UNREADABLE', 'The file is not a picture. Send PNG, JPEG or WebP.');
  if (format === 'unsupported') {
    throw inputFailure(
      'IMAGE_FORMAT_UNSUPPORTED',
      'This picture format is not supported. Send PNG, JPEG or WebP.',
    );
  }
  return decode(sharp(bytes, { failOn: 'error', limitInputPixels: pixelLimit, autoOrient: true })).catch(
    async (error: unknown) => {
      await refuseTooLarge(bytes);
      throw unreadable(error);
    },
  );
}

/** Says so when it was the number of pixels that kept a picture from being decoded. */
async function refuseTooLarge(bytes: Uint8Array): Promise<void> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw unreadable(error);
    });
  if (width * height <= pixelLimit) return;
  const megapixels = (width * height) / 1e6;
  const limit = pixelLimit / 1e6;
  throw inputFailure(
    'IMAGE_TOO_LARGE',
    `The picture has ${megapixels.toFixed(1)} megapixels (${width} × ${height}); the limit is ${limit}.`,
  );
}

async function decode(picture: Sharp): Promise<RgbImage> {
  const { data, info } = await picture
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: info.channels === 1 ? tripled(data) : data };
}

/** Grey to RGB: the decoder keeps some grey pictures at one channel. */
function tripled(grey: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3);
  for (let index = 0; index < grey.length; index++) pixels.fill(grey[index] ?? 0, index * 3, index * 3 + 3);
  return pixels;
}

function unreadable(cause: unknown): Error {
  return inputFailure('IMAGE_UNREADABLE', 'The picture is damaged and cannot be decoded.', cause);
}
