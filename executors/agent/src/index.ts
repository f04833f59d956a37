export { decodeImage } from './runners/ocr/decodeImage.js';
export { OcrModels } from './runners/ocr/OcrModels.js';
export { readPicture } from './runners/ocr/readPicture.js';
export { ocrRunner } from './runners/ocr/ocrRunner.js';
