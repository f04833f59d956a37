import type { TaskInput } from '@ai-collective/contracts';
import { inputFailure } from '../../failures/TaskFailed.js';
import type { InputBlobs, Runner } from '../runner.js';
import { decodeImage } from './decodeImage.js';
import { OcrModels } from './OcrModels.js';
import { readPicture } from './readPicture.js';

/** Name of the runner's one input: a blob holding a PNG, JPEG or WebP picture. */
export const imageInput = 'image';

/** Reads the text in a picture with PP-OCR's detection and recognition networks; answers with an `OcrResult`. */
export const ocrRunner: Runner = {
  name: 'ocr',
  async load(artifacts, options) {
    const models = await OcrModels.load(artifacts, options);
    await models.warmUp();
    return {
      run: async (input, blobs) => readPicture(models, await decodeImage(imageOf(input, blobs))),
      dispose: () => models.dispose(),
    };
  },
};

function imageOf(input: TaskInput, blobs: InputBlobs): Uint8Array {
  const value = input[imageInput];
  if (value?.type !== 'blob') {
    throw inputFailure('IMAGE_MISSING', `The ocr runner takes one input, a blob named "${imageInput}".`);
  }
  const bytes = blobs.get(value.cid);
  if (bytes === undefined)
    throw inputFailure('IMAGE_MISSING', `The blob of the input "${imageInput}" did not come with the task.`);
  return bytes;
}
