import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OcrResult, ocrResultSchema } from '@ai-collective/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { TaskFailed } from '../../../src/failures/TaskFailed.js';
import { OcrModels } from '../../../src/runners/ocr/OcrModels.js';
import { ocrRunner } from '../../../src/runners/ocr/ocrRunner.js';
import { type LoadedRunner, oneCore } from '../../../src/runners/runner.js';
import { ocrArtifacts, orientation } from '../../ocrArtifacts.js';
import { expectedText } from '../../pictures/expectedText.js';
import { temporaryDirectory } from '../../temporaryDirectory.js';

let runner: LoadedRunner;

beforeAll(async () => {
  runner = await ocrRunner.load(ocrArtifacts, oneCore);
});
afterAll(() => runner.dispose());

async function read(picture: Uint8Array, by = runner): Promise<OcrResult> {
  return ocrResultSchema.parse(
    await by.run({ image: { type: 'blob', cid: 'c' } }, new Map([['c', picture]])),
  );
}

async function failureCode(picture: Uint8Array): Promise<string> {
  return read(picture).then(
    () => 'none',
    (error: unknown) =>
      error instanceof TaskFailed ? `${error.failure.code} ${error.failure.fault}` : String(error),
  );
}

const picturePath = (name: string): string => join(import.meta.dirname, '../../pictures', name);

/** A PNG header that claims a size; nothing behind it, so decoding it could only fail. */
async function pngClaiming(width: number, height: number): Promise<Buffer> {
  const { crc32 } = await import('node:zlib');
  const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

describe('the ocr runner', () => {
  it.each(Object.entries(expectedText))('reads %s without an error', async (name, lines) => {
    const result = await read(await readFile(picturePath(name)));
    expect(result.lines.map(({ text }) => text)).toEqual(lines);
    expect(result.text).toBe(lines.join('\n'));
    for (const { confidence } of result.lines) expect(confidence).toBeGreaterThan(0.85);
  });

  it('gives boxes in pixels of the picture, clockwise from the top left, in order', async () => {
    const { lines } = await read(await readFile(picturePath('three-lines.png')));
    const boxes = lines.map(({ box }) => box);
    for (const [topLeft, topRight, bottomRight, bottomLeft] of boxes as [number, number][][]) {
      if (!topLeft || !topRight || !bottomRight || !bottomLeft) throw new Error('a box has four corners');
      expect(topRight[0]).toBeGreaterThan(topLeft[0] + 200);
      expect(bottomLeft[1]).toBeGreaterThan(topLeft[1] + 20);
      expect(bottomRight[0]).toBeLessThanOrEqual(640);
      expect(bottomRight[1]).toBeLessThanOrEqual(200);
    }
    // The baselines were drawn at 55, 110 and 165.
    boxes.forEach((box, index) => {
      expect(box[0]?.[1]).toBeLessThan(55 + index * 55);
      expect(box[3]?.[1]).toBeGreaterThan(55 + index * 55);
    });
  });

  it('gives boxes in original pixels for a picture larger than the detector takes', async () => {
    const original = await readFile(picturePath('one-line.png'));
    const small = await read(original);
    const large = await read(
      await sharp(original)
        .resize(480 * 6, 64 * 6)
        .png()
        .toBuffer(),
    );
    expect(large.text).toBe(small.text);
    const [from, to] = [small.lines[0]?.box[1]?.[0] ?? NaN, large.lines[0]?.box[1]?.[0] ?? NaN];
    expect(Math.abs(to / 6 - from)).toBeLessThan(10);
  });

  it('reads grey, palette and 16-bit pictures alike', async () => {
    const original = sharp(await readFile(picturePath('one-line.png')));
    const text = expectedText['one-line.png'][0];
    const grey = await original.clone().toColourspace('b-w').png().toBuffer();
    const deep = await original.clone().toColourspace('rgb16').png().toBuffer();
    const cmyk = await original.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await read(grey)).text).toBe(text);
    expect((await read(deep)).text).toBe(text);
    expect((await read(cmyk)).text).toBe(text);
  });

  it('finds no text in an empty picture, of one pixel even', async () => {
    const blank = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
    expect(await read(await blank(300, 200))).toEqual({ text: '', lines: [] });
    expect(await read(await blank(1, 1))).toEqual({ text: '', lines: [] });
  });

  it('refuses what is no picture, of another format, damaged, or over 40 megapixels', async () => {
    expect(await failureCode(Buffer.from('hello, world'))).toBe('IMAGE_UNREADABLE input');
    expect(await failureCode(new Uint8Array())).toBe('IMAGE_UNREADABLE input');
    expect(await failureCode(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe(
      'IMAGE_FORMAT_UNSUPPORTED input',
    );
    const gif = await sharp(await readFile(picturePath('one-line.png')))
      .gif()
      .toBuffer();
    expect(await failureCode(gif)).toBe('IMAGE_FORMAT_UNSUPPORTED input');
    const damaged = (await readFile(picturePath('one-line.png'))).subarray(0, 900);
    expect(await failureCode(damaged)).toBe('IMAGE_UNREADABLE input');
    expect(await failureCode(await pngClaiming(8_000, 5_001))).toBe('IMAGE_TOO_LARGE input');
    expect(await failureCode(await pngClaiming(8_000, 5_000))).toBe('IMAGE_UNREADABLE input');
  });

  it('says when the input is missing or not a blob', async () => {
    const tensor = { type: 'tensor', dtype: 'uint8', shape: [1], data: 'AA==' } as const;
    await expect(runner.run({}, new Map())).rejects.toMatchObject({ failure: { code: 'IMAGE_MISSING' } });
    await expect(runner.run({ image: tensor }, new Map())).rejects.toMatchObject({
      failure: { code: 'IMAGE_MISSING' },
    });
  });

  it('says how sure it is without rounding', async () => {
    const { lines } = await read(await readFile(picturePath('three-lines.png')));
    expect(lines.some(({ confidence }) => Number(confidence.toFixed(6)) !== confidence)).toBe(true);
  });

  describe('with the orientation network', () => {
    let oriented: LoadedRunner;
    beforeAll(async () => {
      oriented = await ocrRunner.load({ ...ocrArtifacts, orientation }, oneCore);
    });
    afterAll(() => oriented.dispose());

    const turned = [
      'one-line.png',
      'three-lines.png',
      'six-lines.jpg',
      'dark-theme.webp',
      'coloured.png',
    ] as const;
    it.each(turned)('reads %s standing on its head', async (name) => {
      const picture = await sharp(await readFile(picturePath(name)))
        .rotate(180)
        .png()
        .toBuffer();
      const { lines } = await read(picture, oriented);
      expect(lines.map(({ text }) => text)).toEqual(expectedText[name].toReversed());
      for (const { confidence } of lines) expect(confidence).toBeGreaterThan(0.85);
    });

    const asTheyAre = ['tilted-photo.jpg', 'quarter-turn.png', 'upside-down.png'] as const;
    it.each(asTheyAre)('reads %s as well as without', async (name) => {
      const result = await read(await readFile(picturePath(name)), oriented);
      expect(result.lines.map(({ text }) => text)).toEqual(expectedText[name]);
    });

    it('reads a line once, whichever way up it is', async () => {
      const recognise = vi.spyOn(OcrModels.prototype, 'recognise');
      onTestFinished(() => recognise.mockRestore());
      const upright = await readFile(picturePath('six-lines.jpg'));
      await read(upright, oriented);
      await read(await sharp(upright).rotate(180).png().toBuffer(), oriented);
      expect(recognise).toHaveBeenCalledTimes(12);
    });

    it('says when the network is another', async () => {
      const artifacts = { ...ocrArtifacts, orientation: ocrArtifacts.recognition };
      await expect(ocrRunner.load(artifacts, oneCore)).rejects.toMatchObject({
        failure: { code: 'MODEL_OUTPUT_UNEXPECTED', fault: 'model' },
      });
    });
  });

  it('says when the characters do not belong to the model', async () => {
    const characters = join(await temporaryDirectory(), 'keys.txt');
    await writeFile(characters, 'a\nb\n');
    await expect(ocrRunner.load({ ...ocrArtifacts, characters }, oneCore)).rejects.toMatchObject({
      failure: { code: 'MODEL_CHARACTERS_MISMATCH', fault: 'model' },
    });
  });
});
