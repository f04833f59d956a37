import type { Runner } from '../runner.js';
import { decodeImage } from '../image/decodeImage.js';
import { inputBlob } from '../inputBlob.js';
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
      run: async (input, blobs) =>
        readPicture(models, await decodeImage(inputBlob(input, blobs, imageInput))),
      dispose: () => models.dispose(),
    };
  },
};
