import { readFile } from 'node:fs/promises';
import type { TextPreprocessing } from '@ai-collective/contracts';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { bagOfWords, fnv1a } from '../../rules/text/bagOfWords.js';
import { parsePieces, wordPieces } from '../../rules/text/wordPieces.js';
import { wordsOf } from '../../rules/text/words.js';
import { modelFailure } from '../../failures/TaskFailed.js';
import { artifactPath } from '../openSession.js';
import type { ArtifactPaths } from '../runner.js';

/** Makes a network's inputs of a text. */
export type TextEncoder = (text: string) => Readonly<Record<string, Tensor>>;

type Inputs = readonly InferenceSession.ValueMetadata[];

/** The encoder that a model version's settings ask for. Throws MODEL_FILE_MISSING, MODEL_VOCABULARY_INVALID, MODEL_INPUTS_UNEXPECTED. */
export async function textEncoder(
  settings: TextPreprocessing,
  artifacts: ArtifactPaths,
  inputs: Inputs,
): Promise<TextEncoder> {
  switch (settings.tokenizer) {
    case 'wordpiece':
      return pieceEncoder(settings, await vocabularyOf(artifacts), inputs);
    case 'bag-of-words': {
      const words = (await vocabularyOf(artifacts)).replace(/\r?\n$/, '').split(/\r?\n/);
      const places = new Map(words.map((word, place) => [word, place]));
      return bagEncoder(bagInput(inputs, words.length), (text) =>
        bagOfWords(wordsOf(text, settings.lowercase), words.length, (word) => places.get(word)),
      );
    }
    case 'hashed-bag-of-words': {
      const { buckets, lowercase } = settings;
      return bagEncoder(bagInput(inputs, buckets), (text) =>
        bagOfWords(wordsOf(text, lowercase), buckets, (word) => fnv1a(word) % buckets),
      );
    }
  }
}

function vocabularyOf(artifacts: ArtifactPaths): Promise<string> {
  return readFile(artifactPath(artifacts, 'vocabulary'), 'utf8');
}

function bagEncoder(name: string, bag: (text: string) => Float32Array): TextEncoder {
  return (text) => {
    const weights = bag(text);
    return { [name]: new Tensor('float32', weights, [1, weights.length]) };
  };
}

function bagInput(inputs: Inputs, places: number): string {
  const [input] = inputs;
  const fits =
    inputs.length === 1 &&
    input?.isTensor === true &&
    input.type === 'float32' &&
    input.shape.length === 2 &&
    (typeof input.shape[1] !== 'number' || input.shape[1] === places);
  if (!fits) {
    throw modelFailure(
      'MODEL_INPUTS_UNEXPECTED',
      `The model does not take one float32 tensor of 1 × ${places}.`,
    );
  }
  return input.name;
}

const pieceInputs = ['input_ids', 'attention_mask', 'token_type_ids'];

function pieceEncoder(
  { lowercase, max_length: maxLength }: Extract<TextPreprocessing, { tokenizer: 'wordpiece' }>,
  file: string,
  inputs: Inputs,
): TextEncoder {
  const vocabulary = parsePieces(file);
  if (vocabulary === null)
    throw modelFailure('MODEL_VOCABULARY_INVALID', 'The vocabulary has no [CLS], [SEP] and [UNK].');
  const names = inputs.map(({ name }) => name);
  const known = inputs.every(
    (input) => input.isTensor && input.type === 'int64' && pieceInputs.includes(input.name),
  );
  if (!known || !names.includes('input_ids')) {
    throw modelFailure(
      'MODEL_INPUTS_UNEXPECTED',
      `The model does not take int64 tensors input_ids and, if at all, ${pieceInputs.slice(1).join(', ')}.`,
    );
  }
  return (text) => {
    const pieces = wordPieces(text, vocabulary, { lowercase, maxLength });
    const tensor = (values: readonly number[]): Tensor =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const all: Record<string, () => Tensor> = {
      input_ids: () => tensor(pieces),
      attention_mask: () => tensor(pieces.map(() => 1)),
      token_type_ids: () => tensor(pieces.map(() => 0)),
    };
    return Object.fromEntries(
      names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]()]])),
    );
  };
}
