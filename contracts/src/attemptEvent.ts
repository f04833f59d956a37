import { z } from 'zod';

/** Why a task failed, in words a person can act on. `fault` says whose it is: only `device` faults are tried again. */
export const taskFailureSchema = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
  message: z.string().max(2000),
  fault: z.enum(['input', 'model', 'device']),
});

export type TaskFailure = z.infer<typeof taskFailureSchema>;

/** A runner's answer: JSON in place when small, else a blob of the job's community holding that JSON. */
export const taskOutputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('inline'), json: z.json() }),
  z.object({ type: z.literal('blob'), cid: z.string(), bytes: z.int().nonnegative() }),
]);

export type TaskOutput = z.infer<typeof taskOutputSchema>;

/** Largest inline output, in bytes of JSON. Kafka's default message limit is 1 MiB. */
export const inlineOutputLimit = 64 * 1024;

/** Where a task was placed and why. */
export const placementSchema = z.object({ score: z.number(), reasons: z.array(z.string()).readonly() });
export type Placement = z.infer<typeof placementSchema>;

/** What a run took of energy, as the device says: informative, never paid for. A kilowatt-hour is 3.6 million. */
export const joulesSchema = z.number().nonnegative().max(1e9);

const attemptBase = z.object({
  attemptId: z.string(),
  taskId: z.string().describe('the run it was made for: see runIdOf'),
  jobId: z.string(),
  communityId: z.string(),
  fleetId: z.string(),
  deviceId: z.string(),
  ownerId: z.string().default('').describe("the device's owner, as identity announced it"),
  vouched: z.boolean().default(false).describe('whether an operator of the community vouches for the device'),
  at: z.iso.datetime(),
});

const leaseNoticeSchema = z
  .object({ at: z.iso.datetime(), placement: placementSchema })
  .optional()
  .describe('its lease, where no event of its own told of it: the attempt ended too soon');

/** What happened to one task on one device: the value of a message on `compute.results`. */
export const attemptEventSchema = z.discriminatedUnion('type', [
  attemptBase.extend({ type: z.literal('leased'), placement: placementSchema }),
  attemptBase.extend({
    type: z.literal('succeeded'),
    output: taskOutputSchema,
    runMs: z
      .number()
      .nonnegative()
      .describe("the device's own measure of the run; informative, never paid for"),
    joules: joulesSchema.optional(),
    signature: z.string().describe("the device's Ed25519 signature over the result; see executorProtocol"),
    lease: leaseNoticeSchema,
  }),
  attemptBase.extend({
    type: z.literal('failed'),
    outcome: z.enum(['ERROR', 'TIMED_OUT', 'ABANDONED']),
    failure: taskFailureSchema,
    lease: leaseNoticeSchema,
  }),
]);

export type AttemptEvent = z.infer<typeof attemptEventSchema>;

/** What an event tells, one by one: the end of an attempt may tell of its lease, too. */
export function eventsTold(event: AttemptEvent): readonly AttemptEvent[] {
  if (event.type === 'leased' || event.lease === undefined) return [event];
  const { attemptId, taskId, jobId, communityId, fleetId, deviceId, ownerId, vouched, lease } = event;
  const base = { attemptId, taskId, jobId, communityId, fleetId, deviceId, ownerId, vouched };
  return [{ ...base, type: 'leased', ...lease }, event];
}
