import type { z } from 'zod';
import { imagePreprocessingSchema } from './imagePreprocessing.js';
import type { RunnerName } from './taskMessage.js';
import { textPreprocessingSchema } from './textPreprocessing.js';

/** A file of a model version, as its runner uses it. */
export interface ArtifactRole {
  /** ONNX: a model. TEXT: lines of UTF-8. JSON: settings that fit `schema`. */
  readonly format: 'ONNX' | 'TEXT' | 'JSON';
  readonly optional?: true;
  readonly schema?: z.ZodType;
}

const model: ArtifactRole = { format: 'ONNX' };
const lines: ArtifactRole = { format: 'TEXT' };

/** The files each runner takes, by role. */
export const runnerArtifacts: Readonly<Record<RunnerName, Readonly<Record<string, ArtifactRole>>>> = {
  tensor: { model },
  ocr: { detection: model, recognition: model, characters: lines, orientation: { ...model, optional: true } },
  'voice-activity-detection': { model },
  'image-classification': {
    model,
    labels: lines,
    preprocessing: { format: 'JSON', schema: imagePreprocessingSchema, optional: true },
  },
  'text-classification': {
    model,
    labels: lines,
    vocabulary: { ...lines, optional: true },
    preprocessing: { format: 'JSON', schema: textPreprocessingSchema },
  },
};
