/** A position in pixels; x grows to the right, y downwards. Pixel (0, 0) covers 0…1 on both axes. */
export type Point = readonly [x: number, y: number];

/** Four corners, clockwise on screen. */
export type Quadrilateral = readonly [Point, Point, Point, Point];

/** A rectangle of any orientation. `angle` is that of the side of length `width`, in radians, clockwise on screen. */
export interface RotatedRectangle {
  readonly center: Point;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

/** Distance between two points. */
export function distance(from: Point, to: Point): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}

/** The corners of a rectangle, clockwise on screen, in no promised first place. */
export function cornersOf({ center, width, height, angle }: RotatedRectangle): Quadrilateral {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corner = (right: number, down: number): Point => [
    center[0] + (right * width * cos - down * height * sin) / 2,
    center[1] + (right * width * sin + down * height * cos) / 2,
  ];
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}
