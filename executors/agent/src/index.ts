export { decodeImage, pixelLimit, type RgbImage } from './runners/image/decodeImage.js';
export { imageInput, ocrRunner } from './runners/ocr/ocrRunner.js';
export { OcrModels } from './runners/ocr/OcrModels.js';
export { readPicture } from './runners/ocr/readPicture.js';
export { type LoadedRunner, oneCore, type Runner } from './runners/runner.js';
export { runners } from './runners/registry.js';
export { afterBatch, largestBatch, nextBatchSize, noBatches } from './rules/batchSize.js';
export { contentId } from './cache/contentId.js';
export { type Agent, type AgentOptions, startAgent } from './startAgent.js';
