import { modelFailure, type TaskFailed } from './TaskFailed.js';

/** Largest output a device sends, in bytes of JSON. */
export const outputLimit = 64 * 1024 * 1024;

/** Why an output of so many bytes is not sent; null when it is. */
export function outputTooLarge(bytes: number): TaskFailed | null {
  return bytes <= outputLimit
    ? null
    : modelFailure('OUTPUT_TOO_LARGE', `The output has ${bytes} bytes; the limit is ${outputLimit}.`);
}
