import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { classificationResultSchema, type TextPreprocessing } from '@ai-collective/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LoadedRunner, oneCore } from '../../../src/runners/runner.js';
import { textClassificationRunner } from '../../../src/runners/text/textClassificationRunner.js';
import { failureCode } from '../../failureCode.js';
import { type Declared, elementTypes, onnxModel } from '../../onnxModel.js';
import { temporaryDirectory } from '../../temporaryDirectory.js';

const models = join(import.meta.dirname, '../../models');
const hashed: TextPreprocessing = { tokenizer: 'hashed-bag-of-words', lowercase: true, buckets: 8_192 };

interface Files {
  readonly model?: Buffer;
  readonly labels?: string;
  readonly vocabulary?: string;
  readonly preprocessing?: object;
}

/** Loads the spam network, or another. */
async function load({
  model,
  labels = 'ham\nspam\n',
  vocabulary,
  preprocessing = hashed,
}: Files): Promise<LoadedRunner> {
  const directory = await temporaryDirectory();
  const keep = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(join(directory, name), content);
    return join(directory, name);
  };
  const artifacts = {
    model: await keep('model.onnx', model ?? (await readFile(join(models, 'spam.onnx')))),
    labels: await keep('labels.txt', labels),
    preprocessing: await keep('preprocessing.json', JSON.stringify(preprocessing)),
    ...(vocabulary === undefined ? {} : { vocabulary: await keep('vocabulary.txt', vocabulary) }),
  };
  const runner = await textClassificationRunner.load(artifacts, oneCore);
  onTestFinished(() => runner.dispose());
  return runner;
}

async function read(runner: LoadedRunner, text: string | Buffer) {
  const blobs = new Map([['c', Buffer.from(text)]]);
  return classificationResultSchema.parse(await runner.run({ text: { type: 'blob', cid: 'c' } }, blobs));
}

const floats = (name: string, shape: Declared['shape']): Declared => ({
  name,
  elementType: elementTypes.float32,
  shape,
});
const integers = (name: string): Declared => ({
  name,
  elementType: elementTypes.int64,
  shape: ['n', 'tokens'],
});

/** A network that answers with the bag of words it is given. */
const echo = (places: number): Buffer =>
  onnxModel({
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    inputs: [floats('x', ['n', places])],
    outputs: [floats('y', ['n', places])],
  });

/** A network that takes the tokens of a text and their mask, and answers with two zeros. */
const indifferent = (...inputs: readonly string[]): Buffer =>
  onnxModel({
    nodes: [
      { op: 'Add', inputs, outputs: ['sum'] },
      { op: 'Shape', inputs: ['sum'], outputs: ['shape'] },
      { op: 'Shape', inputs: ['shape'], outputs: ['dimensions'] },
      { op: 'ConstantOfShape', inputs: ['dimensions'], outputs: ['y'] },
    ],
    inputs: inputs.map(integers),
    outputs: [floats('y', [2])],
  });

describe('the text-classification runner', () => {
  it('tells spam from other mails that the network has not seen', async () => {
    const mails = JSON.parse(await readFile(join(models, 'mails.json'), 'utf8')) as {
      label: string;
      text: string;
    }[];
    const runner = await load({});
    const wrong = [];
    for (const { label, text } of mails) if ((await read(runner, text)).label !== label) wrong.push(text);
    expect(mails.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });

  it('takes a text from a blob and in place alike, an empty one too, with unrounded scores', async () => {
    const runner = await load({});
    const text = 'Congratulations! You have WON a free prize, click here to claim your money now';
    const fromBlob = await read(runner, text);
    const bytes = Buffer.from(text);
    const inPlace = await runner.run(
      { text: { type: 'tensor', dtype: 'uint8', shape: [bytes.length], data: bytes.toString('base64') } },
      new Map(),
    );
    expect(inPlace).toEqual(fromBlob);
    expect(fromBlob.scores.map(({ score }) => score).reduce((a, b) => a + b)).toBeCloseTo(1, 10);
    expect(Number(fromBlob.scores[0]?.score.toFixed(6))).not.toBe(fromBlob.scores[0]?.score);
    expect((await read(runner, '')).scores).toHaveLength(2);
  });

  it('counts the words of a vocabulary', async () => {
    const preprocessing = { tokenizer: 'bag-of-words' };
    const runner = await load({
      model: echo(3),
      labels: 'a\nb\nc',
      vocabulary: 'sun\nrain\nwind\n',
      preprocessing,
    });
    const { label, scores } = await read(runner, 'Sun and RAIN, rain, rain');
    expect(label).toBe('b');
    expect(scores.map((score) => score.label)).toEqual(['b', 'a', 'c']);
  });

  it('gives a transformer the tokens it takes', async () => {
    const preprocessing = { tokenizer: 'wordpiece', max_length: 8 };
    const vocabulary = '[UNK]\n[CLS]\n[SEP]\nword\n';
    const runner = await load({
      model: indifferent('input_ids', 'attention_mask'),
      vocabulary,
      preprocessing,
    });
    expect(await read(runner, 'a word or two, and more words than it may have')).toEqual({
      label: 'ham',
      scores: [
        { label: 'ham', score: 0.5 },
        { label: 'spam', score: 0.5 },
      ],
    });
    const other = load({ model: indifferent('input_ids', 'pixels'), vocabulary, preprocessing });
    expect(await failureCode(other)).toBe('MODEL_INPUTS_UNEXPECTED model');
  });

  it('refuses a text that is too long, no UTF-8, or not there', async () => {
    const runner = await load({});
    expect(await failureCode(read(runner, Buffer.alloc(1_048_577, 'a')))).toBe('TEXT_TOO_LONG input');
    expect(await failureCode(read(runner, Buffer.of(0xff, 0xfe)))).toBe('TEXT_UNREADABLE input');
    expect(await failureCode(runner.run({}, new Map()))).toBe('TEXT_MISSING input');
  });

  it('says what is wrong with the files of a model version', async () => {
    const pieces = { tokenizer: 'wordpiece' };
    const vocabulary = '[UNK]\n[CLS]\n[SEP]\nword\n';
    expect(await failureCode(load({ labels: 'one\ntwo\nthree' }))).toBe('MODEL_LABELS_MISMATCH model');
    expect(await failureCode(load({ preprocessing: { tokenizer: 'magic' } }))).toBe(
      'MODEL_PREPROCESSING_INVALID model',
    );
    expect(await failureCode(load({ preprocessing: { ...hashed, buckets: 10 } }))).toBe(
      'MODEL_INPUTS_UNEXPECTED model',
    );
    expect(await failureCode(load({ preprocessing: { tokenizer: 'bag-of-words' } }))).toBe(
      'MODEL_FILE_MISSING model',
    );
    expect(await failureCode(load({ preprocessing: pieces, vocabulary: 'no marks' }))).toBe(
      'MODEL_VOCABULARY_INVALID model',
    );
    expect(await failureCode(load({ preprocessing: pieces, vocabulary }))).toBe(
      'MODEL_INPUTS_UNEXPECTED model',
    );
  });
});
