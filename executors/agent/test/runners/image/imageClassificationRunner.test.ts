import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ClassificationResult, classificationResultSchema } from '@ai-collective/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageClassificationRunner } from '../../../src/runners/image/imageClassificationRunner.js';
import { type LoadedRunner, oneCore } from '../../../src/runners/runner.js';
import { failureCode } from '../../failureCode.js';
import { addModel, elementTypes, identityModel } from '../../onnxModel.js';
import { temporaryDirectory } from '../../temporaryDirectory.js';

const model = join(import.meta.dirname, '../../models/digits.onnx');
const names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const require = createRequire(import.meta.url);

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  await writeFile(path, content);
  return path;
}

/** A handwritten digit that the network was not trained on, as a picture. */
function digitPicture(label: number, index: number): Promise<Buffer> {
  const source = readFileSync(require.resolve(`mnist/src/digits/${label}.json`), 'utf8');
  const { data } = JSON.parse(source) as { data: number[] };
  const start = (800 + index) * 784;
  const pixels = Uint8Array.from(data.slice(start, start + 784), (ink) => ink * 255);
  return sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
    .png()
    .toBuffer();
}

const labels = join(import.meta.dirname, '../../models/digits.txt');
let runner: LoadedRunner;

beforeAll(async () => {
  runner = await imageClassificationRunner.load({ model, labels }, oneCore);
});
afterAll(() => runner.dispose());

async function look(picture: Uint8Array, by = runner): Promise<ClassificationResult> {
  return classificationResultSchema.parse(
    await by.run({ image: { type: 'blob', cid: 'c' } }, new Map([['c', picture]])),
  );
}

describe('the image-classification runner', () => {
  it('tells handwritten digits that the network has not seen', async () => {
    let right = 0;
    for (const label of names.keys())
      for (let index = 0; index < 5; index++)
        if ((await look(await digitPicture(label, index))).label === names[label]) right++;
    // 92.8 % of all that were left out.
    expect(right).toBeGreaterThanOrEqual(43);
  });

  it('gives five labels, best first, with unrounded scores', async () => {
    const { label, scores } = await look(await digitPicture(0, 1));
    expect(scores).toHaveLength(5);
    expect(scores[0]?.label).toBe(label);
    const values = scores.map(({ score }) => score);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.every((value) => Number(value.toFixed(6)) !== value)).toBe(true);
  });

  it('takes a picture of another size, in colour, or with margins that its settings cut off', async () => {
    const digit = await digitPicture(7, 0);
    const { label, scores } = await look(digit);
    const large = await sharp(digit).resize(280, 280).toColourspace('srgb').jpeg({ quality: 95 }).toBuffer();
    const seen = await look(large);
    expect(seen.label).toBe(label);
    expect(Math.abs((seen.scores[0]?.score ?? 0) - (scores[0]?.score ?? 0))).toBeLessThan(0.2);
    const settings = { do_resize: false, do_center_crop: true, crop_size: 28 };
    const preprocessing = await file('preprocessing.json', JSON.stringify(settings));
    const cutting = await imageClassificationRunner.load({ model, labels, preprocessing }, oneCore);
    const margin = await sharp(digit)
      .extend({ top: 10, bottom: 10, left: 40, right: 40, background: '#fff' })
      .png()
      .toBuffer();
    expect(await look(margin, cutting)).toEqual(await look(digit));
    await cutting.dispose();
  });

  it('refuses what is no picture, and says when there is none', async () => {
    expect(await failureCode(look(Buffer.from('hello')))).toBe('IMAGE_UNREADABLE input');
    expect(await failureCode(runner.run({}, new Map()))).toBe('IMAGE_MISSING input');
  });

  it('says what is wrong with the files of a model version', async () => {
    const load = (artifacts: object) =>
      failureCode(imageClassificationRunner.load({ model, labels, ...artifacts }, oneCore));
    expect(await load({ labels: await file('few.txt', 'cat\ndog\n') })).toBe('MODEL_LABELS_MISMATCH model');
    expect(await load({ preprocessing: await file('p.json', '{"size": "large"}') })).toBe(
      'MODEL_PREPROCESSING_INVALID model',
    );
    expect(await load({ preprocessing: await file('p.json', '{') })).toBe(
      'MODEL_PREPROCESSING_INVALID model',
    );
    expect(await load({ model: await file('add.onnx', addModel()) })).toBe('MODEL_INPUTS_UNEXPECTED model');
    const open = identityModel(elementTypes.float32, ['n', 3, 'h', 'w']);
    expect(await load({ model: await file('open.onnx', open) })).toBe('MODEL_INPUTS_UNEXPECTED model');
  });
});
