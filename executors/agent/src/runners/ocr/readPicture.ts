import type { OcrLine, OcrResult } from '@ai-collective/contracts';
import type { DecodedText } from '../../rules/ocr/decodeCtc.js';
import { detectionSize } from '../../rules/ocr/detectionSize.js';
import type { Point, Quadrilateral } from '../../rules/ocr/geometry.js';
import { isTall, lineWidth, orientationWidth, turnCorners } from '../../rules/ocr/lineGeometry.js';
import { orientCorners } from '../../rules/ocr/orientCorners.js';
import { joinFragments } from '../../rules/ocr/joinFragments.js';
import { readingOrder } from '../../rules/ocr/readingOrder.js';
import { textRegions } from '../../rules/ocr/textRegions.js';
import type { RgbImage } from '../image/decodeImage.js';
import { detectionTensor } from './detectionTensor.js';
import { type LineTensor, lineTensor } from './lineTensor.js';
import type { OcrModels } from './OcrModels.js';

/** A line read with less confidence is tried upside down as well. */
const doubtfulConfidence = 0.85;

/** The orientation network's word counts from here on; the threshold PP-OCR itself takes. */
const sureOfOrientation = 0.9;

/** Lines read with less confidence are noise rather than text. */
const leastConfidence = 0.5;

interface ReadLine extends DecodedText {
  readonly box: Quadrilateral;
}

/** Finds the lines of text in a picture and reads them, in reading order. */
export async function readPicture(models: OcrModels, image: RgbImage): Promise<OcrResult> {
  const lines: ReadLine[] = [];
  for (const box of await findLines(models, image)) {
    const decoded = await readLine(models, image, box);
    if (decoded.text.trim() !== '' && decoded.confidence >= leastConfidence) lines.push({ ...decoded, box });
  }
  const ordered = readingOrder(lines).map((line) => toOcrLine(line, image));
  return { text: ordered.map(({ text }) => text).join('\n'), lines: ordered };
}

async function findLines(models: OcrModels, image: RgbImage): Promise<readonly Quadrilateral[]> {
  const size = detectionSize(image);
  const map = await models.detect(await detectionTensor(image, size), size.input);
  const [scaleX, scaleY] = [image.width / size.scaled.width, image.height / size.scaled.height];
  return joinFragments(textRegions(map)).map((region) => stretch(orientCorners(region), scaleX, scaleY));
}

/** From the detector's pixels to the picture's. */
function stretch(box: Quadrilateral, scaleX: number, scaleY: number): Quadrilateral {
  const at = ([x, y]: Point): Point => [x * scaleX, y * scaleY];
  return [at(box[0]), at(box[1]), at(box[2]), at(box[3])];
}

/**
 * Reads a line. Which way up it is, the orientation network says where there is one; without it, or in doubt, both ways are
 * tried for a tall box, as they are for a line that could hardly be read.
 */
async function readLine(models: OcrModels, image: RgbImage, box: Quadrilateral): Promise<DecodedText> {
  const tall = isTall(box);
  const upright = turnCorners(box, tall ? 1 : 0);
  const turned = turnCorners(box, tall ? 3 : 2);
  const upsideDown = models.orients ? await models.upsideDown(orientationTensor(image, upright)) : 0.5;
  const [first, second] = upsideDown > sureOfOrientation ? [turned, upright] : [upright, turned];
  const read = await recognise(models, image, first);
  const sure = !tall || Math.abs(upsideDown - 0.5) > sureOfOrientation - 0.5;
  if (read.confidence >= doubtfulConfidence && sure) return read;
  const other = await recognise(models, image, second);
  return other.confidence > read.confidence ? other : read;
}

function orientationTensor(image: RgbImage, box: Quadrilateral): LineTensor {
  return lineTensor(image, box, {
    width: Math.min(orientationWidth, lineWidth(box)),
    paddedWidth: orientationWidth,
  });
}

function recognise(models: OcrModels, image: RgbImage, box: Quadrilateral): Promise<DecodedText> {
  const width = lineWidth(box);
  return models.recognise(lineTensor(image, box, { width, paddedWidth: width }));
}

function toOcrLine({ text, confidence, box }: ReadLine, { width, height }: RgbImage): OcrLine {
  const inside = ([x, y]: Point): [number, number] => [
    round(Math.min(width, Math.max(0, x)), 1),
    round(Math.min(height, Math.max(0, y)), 1),
  ];
  return { text, confidence, box: box.map(inside) };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
