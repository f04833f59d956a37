import { decode, encode } from '@msgpack/msgpack';
import { z } from 'zod';
import { joulesSchema, placementSchema, taskFailureSchema, taskOutputSchema } from './attemptEvent.js';
import { maxBatchSchema, runnerNames, taskInputSchema } from './taskMessage.js';

/** WebSocket subprotocol between agent and dispatcher; frames are MessagePack maps with a `type`. */
export const executorSubprotocol = 'aic-executor.v1';

/** Path of the dispatcher's WebSocket. */
export const executorPath = '/executors';

/** A lease not renewed by a heartbeat for this long is given to somebody else. */
export const leaseMilliseconds = 5_000;

/** How often an agent sends a heartbeat. */
export const heartbeatMilliseconds = 1_000;

/**
 * How often an agent that holds nothing and sleeps sends one: a connection is cut that is silent for three times as long. Given a lease, it
 * sends one at once.
 */
export const asleepHeartbeatMilliseconds = 5_000;

/** Largest frame either side accepts, in bytes. */
export const frameLimit = 4 * 1024 * 1024;

const leaseArtifactSchema = z.object({ role: z.string(), cid: z.string(), bytes: z.int(), url: z.string() });

/** One task given to one device. URLs carry capabilities and work without any other credential. */
export const leaseSchema = z.object({
  attemptId: z.string(),
  taskId: z.string(),
  jobId: z.string(),
  runner: z.enum(runnerNames),
  modelVersionId: z.string(),
  maxBatch: maxBatchSchema,
  artifacts: z.array(leaseArtifactSchema).readonly(),
  input: taskInputSchema,
  blobUrls: z.record(z.string(), z.string()).describe('download URL of each input blob, by CID'),
  outputUrl: z.string().describe('upload URL for an output too large to send in place'),
  runtimeLimitMs: z.int().positive(),
  placement: placementSchema,
  traceparent: z.string().nullable(),
});

export type Lease = z.infer<typeof leaseSchema>;

/** Ids, names and signatures are short; a device cannot fill anybody's memory with them. */
const shortText = z.string().max(200);

/** Attempts a device may name as its own. */
export const mostPlaces = 1_024;

/** What a device offers. `models` are the artifact CIDs in its cache. */
export const deviceCapabilitiesSchema = z.object({
  agentVersion: shortText,
  os: shortText,
  architecture: shortText,
  cores: z.int().positive().describe('cores the owner grants'),
  memoryBytes: z.int().positive(),
  runners: z.array(z.enum(runnerNames)).max(100).readonly(),
  executionProviders: z.array(shortText).max(100).readonly(),
  models: z.array(shortText).max(10_000).readonly(),
  inputs: z
    .array(shortText)
    .max(1_000)
    .readonly()
    .default([])
    .describe('CIDs of the input blobs it still has, for a few minutes'),
  speeds: z
    .array(
      z.object({
        modelVersionId: shortText,
        provider: z.string().regex(/^[a-z0-9]{1,30}$/),
        msPerItem: z.number().positive().max(1e9),
      }),
    )
    .max(1_000)
    .readonly()
    .default([])
    .describe('what an item of a model takes on it, on which execution provider, as it says itself'),
});

export type DeviceCapabilities = z.infer<typeof deviceCapabilitiesSchema>;

const runningAttemptSchema = z.object({ attemptId: shortText, taskId: shortText });

const doneBase = z.object({ attemptId: shortText, taskId: shortText, runMs: z.number().nonnegative() });

/** The code of a failure by which a paused device gives a lease back: it may be tried elsewhere, and is nobody's error. */
export const givenBackCode = 'DEVICE_PAUSED';

/** The end of one lease. A result is signed: see {@link resultSigningBytes}. */
export const doneResultSchema = z.discriminatedUnion('outcome', [
  doneBase.extend({
    outcome: z.literal('SUCCEEDED'),
    output: taskOutputSchema,
    joules: joulesSchema.optional(),
    signature: shortText,
  }),
  doneBase.extend({ outcome: z.literal('FAILED'), failure: taskFailureSchema }),
]);

export type DoneResult = z.infer<typeof doneResultSchema>;

const creditSchema = z.int().nonnegative().describe('free places now; replaces the last');

/** Frames an agent sends. `hello` is answered by `challenge`, `auth` by `welcome` or a close. */
export const agentFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), deviceId: shortText }),
  z.object({ type: z.literal('auth'), signature: shortText }),
  z.object({
    type: z.literal('capabilities'),
    capabilities: deviceCapabilitiesSchema,
    running: z
      .array(runningAttemptSchema)
      .max(2 * mostPlaces)
      .readonly()
      .describe('attempts still running from an earlier connection'),
  }),
  z.object({ type: z.literal('credit'), leases: creditSchema }),
  z.object({
    type: z.literal('heartbeat'),
    running: z
      .array(shortText)
      .max(2 * mostPlaces)
      .readonly()
      .describe('attempt ids'),
    paused: z
      .string()
      .max(1_000)
      .nullable()
      .describe('why the device takes no work, such as "paused: on battery"; null when it does'),
  }),
  z.object({
    type: z.literal('done'),
    results: z.array(doneResultSchema).max(1_000).readonly(),
    leases: creditSchema.optional(),
  }),
]);

export type AgentFrame = z.infer<typeof agentFrameSchema>;

/** Frames a dispatcher sends. Each `done` is answered by `settled`, after which the agent may forget it. */
export const dispatcherFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('challenge'), nonce: z.string() }),
  z.object({
    type: z.literal('welcome'),
    fleetId: z.string(),
    newestAgentVersion: z.string().max(50).optional().describe('which version of the agent is out, x.y.z'),
  }),
  z.object({ type: z.literal('lease'), leases: z.array(leaseSchema).max(1_000).readonly() }),
  z.object({ type: z.literal('cancel'), attemptIds: z.array(z.string()).readonly() }),
  z.object({ type: z.literal('settled'), attemptIds: z.array(z.string()).readonly() }),
]);

export type DispatcherFrame = z.infer<typeof dispatcherFrameSchema>;

/** WebSocket close codes a dispatcher uses, with what the agent should do. */
export const closeCodes = {
  /** A frame did not parse: a bug or an old agent. Do not reconnect before an update. */
  malformedFrame: 4400,
  /** Unknown or revoked device, or a wrong signature. Do not reconnect. */
  unauthorized: 4401,
  /** No hello or auth in time. Reconnect. */
  timedOut: 4408,
  /** The same device connected again; the newer connection stays. */
  replaced: 4409,
  /** The dispatcher is shutting down. Reconnect. */
  goingAway: 1001,
} as const;

/** The bytes a device signs to answer a challenge. */
export function challengeSigningBytes(deviceId: string, nonce: string): Uint8Array {
  return new TextEncoder().encode(`aic-executor.v1 challenge\n${deviceId}\n${nonce}`);
}

/** The bytes a device signs over a result: who ran what, and the digest of the output's canonical JSON. */
export function resultSigningBytes(result: {
  readonly deviceId: string;
  readonly attemptId: string;
  readonly taskId: string;
  readonly outputSha256: string;
}): Uint8Array {
  const { deviceId, attemptId, taskId, outputSha256 } = result;
  return new TextEncoder().encode(
    `aic-executor.v1 result\n${deviceId}\n${attemptId}\n${taskId}\n${outputSha256}`,
  );
}

/** Encodes a frame for the wire. */
export function encodeFrame(frame: AgentFrame | DispatcherFrame): Uint8Array {
  return encode(frame);
}

/** Decodes and checks a frame from an agent. Throws a ZodError or a decoding error on anything else. */
export function decodeAgentFrame(bytes: Uint8Array): AgentFrame {
  return agentFrameSchema.parse(decode(bytes));
}

/** Decodes and checks a frame from a dispatcher. Throws a ZodError or a decoding error on anything else. */
export function decodeDispatcherFrame(bytes: Uint8Array): DispatcherFrame {
  return dispatcherFrameSchema.parse(decode(bytes));
}
