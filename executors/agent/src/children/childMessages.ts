import { runnerNames, taskFailureSchema, taskInputSchema } from '@ai-collective/contracts';
import { z } from 'zod';

/** One task for an inference child: which model, which input, and where the input's blobs lie. */
export const runRequestSchema = z.object({
  type: z.literal('run'),
  id: z.string(),
  runner: z.enum(runnerNames),
  /** Equal for equal models; the child keeps a loaded model under it. */
  modelKey: z.string(),
  artifacts: z.record(z.string(), z.string()),
  input: taskInputSchema,
  blobs: z.record(z.string(), z.string()).describe('path of each input blob, by CID'),
});

export type RunRequest = z.infer<typeof runRequestSchema>;

/** What an inference child says: its model is loaded and the run begins, or how the run ended. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), id: z.string() }),
  z.object({
    type: z.literal('succeeded'),
    id: z.string(),
    output: z.instanceof(Uint8Array).describe('canonical JSON in UTF-8'),
    runMs: z.number(),
  }),
  z.object({ type: z.literal('failed'), id: z.string(), failure: taskFailureSchema }),
]);

export type ChildMessage = z.infer<typeof childMessageSchema>;
