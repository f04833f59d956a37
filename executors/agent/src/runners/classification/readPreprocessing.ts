import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { modelFailure } from '../../failures/TaskFailed.js';

/** The settings in a model version's `preprocessing` file. Throws MODEL_PREPROCESSING_INVALID. */
export async function readPreprocessing<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw modelFailure(
      'MODEL_PREPROCESSING_INVALID',
      'The preprocessing file does not hold the settings of this runner.',
      error,
    );
  }
}
