import { runnerNames, taskFailureSchema, taskInputSchema } from '@ai-collective/contracts';
import { z } from 'zod';

const itemSchema = z.object({
  input: taskInputSchema,
  blobs: z.record(z.string(), z.string()).describe('path of each input blob, by CID'),
});

/** Tasks for an inference child, run together where that is quicker: which model, which inputs, and where their blobs lie. */
export const runRequestSchema = z.object({
  type: z.literal('run'),
  id: z.string(),
  runner: z.enum(runnerNames),
  /** Equal for equal models; the child keeps a loaded model under it. */
  modelKey: z.string(),
  artifacts: z.record(z.string(), z.string()),
  provider: z.string().describe('the execution provider to run on'),
  beside: z.string().nullable().describe('one to run the same on afterwards, to compare; null: none'),
  items: z.array(itemSchema).min(1).readonly(),
});

export type RunRequest = z.infer<typeof runRequestSchema>;

/** How one of the tasks ended. */
const itemOutcomeSchema = z.union([
  z.object({ output: z.instanceof(Uint8Array).describe('canonical JSON in UTF-8') }),
  z.object({ failure: taskFailureSchema }),
]);

export type ItemOutcome = z.infer<typeof itemOutcomeSchema>;

/** How a provider did beside cpu; null when the tasks tell nothing. */
const comparedSchema = z
  .union([
    z.object({ cpuMs: z.number().positive(), otherMs: z.number().positive() }),
    z.object({ unsuitable: z.string() }),
  ])
  .nullable();

export type Compared = z.infer<typeof comparedSchema>;

/**
 * What an inference child says: its model is loaded and the run begins, how each task ended, or why none was run; and how the same tasks
 * went beside, after that.
 */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), id: z.string() }),
  z.object({
    type: z.literal('finished'),
    id: z.string(),
    outcomes: z.array(itemOutcomeSchema).readonly(),
    /** TOGETHER is also said of one task; CHECKED ran both ways, or could tell nothing; APART: they do not run together. */
    manner: z.enum(['TOGETHER', 'CHECKED', 'APART']),
    runMs: z.number(),
    processorMs: z.number().describe('what the run took of a core; other programs do not count'),
    /** Why it was run on cpu and not on the provider that was asked for; null when it was not. */
    fellBack: z.string().nullable(),
  }),
  z.object({ type: z.literal('compared'), id: z.string(), compared: comparedSchema }),
  z.object({ type: z.literal('failed'), id: z.string(), failure: taskFailureSchema }),
]);

export type RunManner = Extract<z.infer<typeof childMessageSchema>, { type: 'finished' }>['manner'];

export type ChildMessage = z.infer<typeof childMessageSchema>;
