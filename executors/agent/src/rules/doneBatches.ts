import type { DoneResult } from '@ai-collective/contracts';

/** Bytes of results in one frame: far below the frame limit, as sizes here are estimates. */
const batchBytes = 1024 * 1024;

/** Results in one frame. */
const batchResults = 500;

/** Cuts results into batches that each fit a frame, keeping their order. */
export function doneBatches(results: readonly DoneResult[]): readonly (readonly DoneResult[])[] {
  const batches: DoneResult[][] = [];
  let bytes = 0;
  for (const result of results) {
    const size = JSON.stringify(result).length;
    const last = batches.at(-1);
    if (last === undefined || bytes + size > batchBytes || last.length >= batchResults) {
      batches.push([result]);
      bytes = size;
    } else {
      last.push(result);
      bytes += size;
    }
  }
  return batches;
}
