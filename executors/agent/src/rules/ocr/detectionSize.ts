export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The detector halves its input five times. */
export const detectionStep = 32;

/** The longest side the detector is given, in pixels: a full-HD screenshot keeps its small print. */
export const detectionLimit = 1_920;

/** How a picture is fitted into a detector's input: first `scaled`, then padded right and below to `input`. */
export interface DetectionSize {
  readonly scaled: Size;
  readonly input: Size;
}

/** Shrinks a picture whose longer side exceeds `limit`, and rounds the input up to multiples of 32. */
export function detectionSize(picture: Size, limit = detectionLimit): DetectionSize {
  const scale = Math.min(1, limit / Math.max(picture.width, picture.height));
  const scaled = {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
  return { scaled, input: { width: roundUp(scaled.width), height: roundUp(scaled.height) } };
}

function roundUp(pixels: number): number {
  return Math.ceil(pixels / detectionStep) * detectionStep;
}
