import { type TaskInput, textPreprocessingSchema } from '@ai-collective/contracts';
import { inputFailure } from '../../failures/TaskFailed.js';
import { readPreprocessing } from '../classification/readPreprocessing.js';
import { ScoringModel } from '../classification/ScoringModel.js';
import { inputBlob } from '../inputBlob.js';
import { artifactPath } from '../openSession.js';
import type { InputBlobs, Runner } from '../runner.js';
import { textEncoder } from './textEncoder.js';

/** Longest text, in bytes of UTF-8. */
const textLimit = 1024 * 1024;

/** Says what a text is; answers with a `ClassificationResult`. */
export const textClassificationRunner: Runner = {
  name: 'text-classification',
  async load(artifacts, options) {
    const settings = await readPreprocessing(
      artifactPath(artifacts, 'preprocessing'),
      textPreprocessingSchema,
    );
    const model = await ScoringModel.load(artifacts, options);
    try {
      const encode = await textEncoder(settings, artifacts, model.inputs);
      await model.classify(encode('warm'));
      return {
        run: async (input, blobs) => model.classify(encode(textOf(input, blobs))),
        dispose: () => model.dispose(),
      };
    } catch (error) {
      await model.dispose();
      throw error;
    }
  },
};

/** The text, from a blob or in place as a tensor of its bytes. Throws TEXT_MISSING, TEXT_TOO_LONG, TEXT_UNREADABLE. */
function textOf(input: TaskInput, blobs: InputBlobs): string {
  const value = input.text;
  const bytes =
    value?.type === 'tensor' && value.dtype === 'uint8'
      ? Buffer.from(value.data, 'base64')
      : inputBlob(input, blobs, 'text');
  if (bytes.byteLength > textLimit) {
    throw inputFailure('TEXT_TOO_LONG', `The text has ${bytes.byteLength} bytes; the limit is ${textLimit}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw inputFailure('TEXT_UNREADABLE', 'The text is not UTF-8.', error);
  }
}
