import { z } from 'zod';
import type { Task } from '../entities/Task.js';
import type { ComputeServices } from './ComputeServices.js';

/** Largest output that is put into an answer, in bytes; a larger one is fetched from its blob. */
const largestOutput = 4 * 1_048_576;

const withText = z.object({ text: z.string() });

export interface ReadOutput {
  /** The runner's answer; null when there is none, or when it is too large to be put into an answer. */
  readonly output: unknown;
  /** Its text, where the runner gives text. */
  readonly text: string | null;
}

/** A task's output, from its blob when it was too large to be sent in place. Throws STORAGE_UNAVAILABLE or BLOB_NOT_FOUND. */
export async function readOutput(
  { blobs }: Pick<ComputeServices, 'blobs'>,
  { output, tenantId }: Pick<Task, 'output' | 'tenantId'>,
): Promise<ReadOutput> {
  if (output == null) return { output: null, text: null };
  switch (output.type) {
    case 'inline':
      return withItsText(output.json);
    case 'blob':
      return output.bytes > largestOutput
        ? { output: null, text: null }
        : withItsText(await blobs.readJson(tenantId, output.cid, largestOutput));
  }
}

function withItsText(output: unknown): ReadOutput {
  const parsed = withText.safeParse(output);
  return { output, text: parsed.success ? parsed.data.text : null };
}
