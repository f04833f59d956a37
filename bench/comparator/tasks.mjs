// Tasks on real data: handwritten digits, recorded speech, pictures of text; each recording and picture in many variants, as a seed says.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { seededRandom } from '../verification/seededRandom.mjs';

const agentFolder = path.resolve(import.meta.dirname, '../../executors/agent');
const fromAgent = createRequire(path.join(agentFolder, 'package.json'));
const sharp = fromAgent('sharp');
const pixelsOfDigit = 28 * 28;

/** Of all ten digits in turn, as tensors in place. */
export function digits(count) {
  const data = Array.from({ length: 10 }, (_, digit) => fromAgent(`mnist/src/digits/${digit}.json`).data);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor(index / 10) * pixelsOfDigit;
    const pixels = Float32Array.from(data[index % 10].slice(from, from + pixelsOfDigit));
    const tensor = { dtype: 'float32', shape: [1, 1, 28, 28], data: base64(pixels) };
    return { input: { input: { type: 'tensor', ...tensor } }, blobs: [] };
  });
}

const base64 = ({ buffer, byteOffset, byteLength }) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

const wavHeader = 44;
const rate = 16_000;

/** One to three seconds of a recording, from anywhere in it, louder or softer, with noise. */
export async function voices(count) {
  const wav = await readFile(path.join(agentFolder, 'test/speech/speech.wav'));
  const samples = (wav.length - wavHeader) / 2;
  const random = seededRandom(1);
  return Array.from({ length: count }, () => {
    const length = Math.floor(rate * (1 + 2 * random()));
    const from = Math.floor(random() * (samples - length));
    const [gain, noise] = [0.2 + 0.8 * random(), 2_000 * random() ** 3];
    const variant = Buffer.from(wav.subarray(0, wavHeader + 2 * length));
    for (let at = 0; at < length; at++) {
      const sample = gain * wav.readInt16LE(wavHeader + 2 * (from + at)) + noise * (2 * random() - 1);
      variant.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample))), wavHeader + 2 * at);
    }
    variant.writeUInt32LE(variant.length - 8, 4);
    variant.writeUInt32LE(2 * length, 40);
    return blobItem('audio', variant);
  });
}

const files = ['one-line.png', 'three-lines.png', 'coloured.png', 'two-columns.png', 'tilted-photo.jpg'];

/** Larger or smaller, lighter or darker, turned by a degree or two, saved with losses. */
export async function pictures(count) {
  const random = seededRandom(2);
  const items = [];
  for (let index = 0; index < count; index++) {
    const file = path.join(agentFolder, 'test/pictures', files[index % files.length]);
    const { width } = await sharp(file).metadata();
    const picture = await sharp(file)
      .resize({ width: Math.round(width * (0.7 + 0.5 * random())) })
      .modulate({ brightness: 0.8 + 0.3 * random() })
      .rotate(3 * random() - 1.5, { background: '#ffffff' })
      .jpeg({ quality: Math.round(50 + 45 * random()) })
      .toBuffer();
    items.push(blobItem('image', picture));
  }
  return items;
}

const blobItem = (name, bytes) => ({ input: { [name]: { type: 'blob', cid: 'c' } }, blobs: [['c', bytes]] });
