import type { ImagePreprocessing } from '@ai-collective/contracts';
import type { Size } from '../ocr/detectionSize.js';

/** How a picture is fitted into a network's input: stretched to `scaled`, then cut to `size` around its middle. */
export interface PictureFit {
  readonly scaled: Size;
  readonly size: Size;
}

type Wanted = NonNullable<ImagePreprocessing['size']>;

/** The size of the network's input: what the model declares, or what is cut or stretched to; null when nobody says. */
export function inputSize(
  declared: Partial<Size>,
  { size, crop_size, do_center_crop }: ImagePreprocessing,
): Size | null {
  const wanted = (do_center_crop ? crop_size : undefined) ?? size;
  const fallback: Partial<Size> = wanted === undefined ? {} : exactly(wanted);
  const { width = fallback.width, height = fallback.height } = declared;
  return width === undefined || height === undefined ? null : { width, height };
}

/** Fits a picture into an input; without settings it is stretched. */
export function pictureFit(picture: Size, size: Size, settings: ImagePreprocessing): PictureFit {
  if (!settings.do_resize) return { scaled: atLeast(picture, size), size };
  const wanted = settings.size;
  if (wanted === undefined) return { scaled: size, size };
  // As Hugging Face has it, a lone number is the shorter side where the picture is cut afterwards, both sides otherwise.
  const edge = shortestEdge(wanted, settings.do_center_crop);
  const scaled = edge === null ? exactly(wanted) : scaledTo(picture, edge);
  return settings.do_center_crop ? { scaled: atLeast(scaled, size), size } : { scaled: size, size };
}

function shortestEdge(wanted: Wanted, isCut: boolean): number | null {
  if (typeof wanted === 'number') return isCut ? wanted : null;
  return 'shortest_edge' in wanted ? wanted.shortest_edge : null;
}

function exactly(wanted: Wanted): Size {
  if (typeof wanted === 'number') return { width: wanted, height: wanted };
  return 'shortest_edge' in wanted
    ? { width: wanted.shortest_edge, height: wanted.shortest_edge }
    : { width: wanted.width, height: wanted.height };
}

function scaledTo({ width, height }: Size, edge: number): Size {
  const scale = edge / Math.min(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** There must be enough to cut from; a narrow picture may become large, but no larger than 40 inputs. */
function atLeast({ width, height }: Size, size: Size): Size {
  const clamp = (value: number, least: number): number => Math.min(40 * least, Math.max(least, value));
  return { width: clamp(width, size.width), height: clamp(height, size.height) };
}
