import { distance, type Quadrilateral } from './geometry.js';

/** Height of the recogniser's input, in pixels. */
export const lineHeight = 48;

/** Longest line the recogniser is given, in pixels of its input. */
export const lineWidthLimit = 3_200;

/** Width of the input of the network that tells which way up a line is; a longer line is squeezed into it. */
export const orientationWidth = 192;

/** The recogniser halves the width three times. */
const lineStep = 8;

/** A box this much taller than wide holds vertical text, or a line turned by a quarter. */
const tallRatio = 1.5;

/** Turns a box so that its text runs from its first corner to its second: `quarters` quarter turns clockwise. */
export function turnCorners(box: Quadrilateral, quarters: number): Quadrilateral {
  const [a, b, c, d] = box;
  switch (((quarters % 4) + 4) % 4) {
    case 1:
      return [b, c, d, a];
    case 2:
      return [c, d, a, b];
    case 3:
      return [d, a, b, c];
    default:
      return box;
  }
}

/** True for a box that is read after a quarter turn. */
export function isTall([topLeft, topRight, bottomRight, bottomLeft]: Quadrilateral): boolean {
  const width = Math.max(distance(topLeft, topRight), distance(bottomLeft, bottomRight));
  const height = Math.max(distance(topLeft, bottomLeft), distance(topRight, bottomRight));
  return height >= tallRatio * width;
}

/** Width of the recogniser's input for a line, keeping its proportions: a multiple of 8 up to the limit. */
export function lineWidth([topLeft, topRight, , bottomLeft]: Quadrilateral): number {
  const ratio = distance(topLeft, topRight) / Math.max(1, distance(topLeft, bottomLeft));
  const width = Math.ceil((lineHeight * ratio) / lineStep) * lineStep;
  return Math.min(lineWidthLimit, Math.max(lineStep, width));
}
