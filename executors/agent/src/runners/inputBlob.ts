import type { TaskInput } from '@ai-collective/contracts';
import { inputFailure } from '../failures/TaskFailed.js';
import type { InputBlobs } from './runner.js';

/** The bytes of a runner's one input, a blob. Throws an input failure with the code `<NAME>_MISSING`. */
export function inputBlob(input: TaskInput, blobs: InputBlobs, name: string): Uint8Array {
  const code = `${name.toUpperCase()}_MISSING`;
  const value = input[name];
  if (value?.type !== 'blob') throw inputFailure(code, `The runner takes one input, a blob named "${name}".`);
  const bytes = blobs.get(value.cid);
  if (bytes === undefined)
    throw inputFailure(code, `The blob of the input "${name}" did not come with the task.`);
  return bytes;
}
