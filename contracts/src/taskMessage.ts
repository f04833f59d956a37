import { z } from 'zod';
import { partPointerSchema } from './outputPart.js';
import { defaultPrivacyClass } from './privacyClass.js';
import { mostRegions } from './region.js';
import { inlineTensorSchema } from './tensor.js';

/** What an agent does around a model. One runner a name; `tensor` is raw tensors in and out. */
export const runnerNames = [
  'tensor',
  'ocr',
  'voice-activity-detection',
  'image-classification',
  'text-classification',
] as const;
export type RunnerName = (typeof runnerNames)[number];

/** A file of a model version: `role` says what the runner uses it for. */
export const artifactSchema = z.object({
  role: z.string().min(1).max(40),
  cid: z.string().min(1).max(128),
  bytes: z.int().nonnegative(),
});

export type Artifact = z.infer<typeof artifactSchema>;

/** One named input of a task: a tensor in place, or a blob of the job's community. */
export const inputValueSchema = z.discriminatedUnion('type', [
  inlineTensorSchema.extend({ type: z.literal('tensor') }),
  z.object({
    type: z.literal('blob'),
    cid: z.string().min(1).max(128),
    part: partPointerSchema
      .exactOptional()
      .describe(
        "of a blob that holds another task's answer as JSON: the part of it that is meant, see asTensor",
      ),
  }),
]);

export type InputValue = z.infer<typeof inputValueSchema>;

export const taskInputSchema = z.record(z.string().min(1).max(200), inputValueSchema);
export type TaskInput = z.infer<typeof taskInputSchema>;

/** Most items of a model version that a device may run together; absent when unknown, 1 when its outputs must not depend on that. */
export const maxBatchSchema = z.int().min(1).max(1_024).optional();

/** One task on its way to a device: the value of a message on `compute.tasks.<fleet>`. */
export const taskMessageSchema = z.object({
  type: z.literal('task'),
  taskId: z.string().describe('the run that is asked for: see runIdOf'),
  jobId: z.string(),
  communityId: z.string(),
  fleetId: z.string(),
  excludedOwners: z
    .array(z.string())
    .max(64)
    .readonly()
    .default([])
    .describe('people whose devices may not run it: a second opinion is worth nothing from the same owner'),
  erredOwners: z
    .array(z.string())
    .max(64)
    .readonly()
    .default([])
    .describe("people whose devices failed at it: they have it again where nobody else's device may"),
  privacy: z
    .string()
    .max(40)
    .default(defaultPrivacyClass)
    .describe('whose devices may have it; one that a dispatcher does not know is given to none'),
  regions: z
    .array(z.string())
    .max(mostRegions)
    .readonly()
    .nullable()
    .default(null)
    .describe('where the device must stand; null: anywhere'),
  priority: z.int().min(0).max(9),
  runner: z.enum(runnerNames),
  modelVersionId: z.string(),
  maxBatch: maxBatchSchema,
  artifacts: z.array(artifactSchema).max(16).readonly(),
  input: taskInputSchema,
  runtimeLimitMs: z.int().positive(),
  queuedAt: z.iso.datetime(),
  deadlineAt: z.iso
    .datetime()
    .nullable()
    .default(null)
    .describe('when its job has to be done; from then on nobody wants it. Null: whenever it is'),
  traceparent: z.string().nullable(),
});

export type TaskMessage = z.infer<typeof taskMessageSchema>;

/** Everything that travels on a fleet's topic: tasks, cancellations, and the message that opens the topic. */
export const fleetMessageSchema = z.discriminatedUnion('type', [
  taskMessageSchema,
  z.object({
    type: z.literal('jobCanceled'),
    jobId: z.string(),
    fleetId: z.string(),
    communityId: z.string(),
  }),
  z.object({ type: z.literal('fleetOpened'), fleetId: z.string(), communityId: z.string() }),
]);

export type FleetMessage = z.infer<typeof fleetMessageSchema>;
