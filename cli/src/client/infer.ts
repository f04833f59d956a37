import { ocrResultSchema, type OcrResult } from '@ai-collective/contracts';
import { z } from 'zod';
import { ApiError } from './ApiError.js';
import type { Connection } from './Connection.js';
import { request } from './request.js';
import { watchJob, type JobProgress } from './watchJob.js';

const taskFields = 'output failure { code message } attempts { state runMs device { id } }';

const taskSchema = z.object({
  output: z.unknown(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  attempts: z.array(
    z.object({ state: z.string(), runMs: z.number().nullable(), device: z.object({ id: z.string() }) }),
  ),
});

const inferSchema = z.object({
  infer: z.object({ job: z.object({ id: z.string() }), task: taskSchema.nullable() }),
});

const jobSchema = z.object({
  job: z.object({ tasks: z.object({ edges: z.array(z.object({ node: taskSchema })) }) }),
});

/** A picture read: its lines, and where and how fast that happened. */
export interface Reading extends OcrResult {
  readonly jobId: string;
  readonly deviceId: string;
  /** From the request to the answer, as the caller saw it. */
  readonly milliseconds: number;
  /** The run alone, as the device measured it. */
  readonly runMilliseconds: number | null;
}

export interface InferSettings {
  /** Slug of the model. */
  readonly model: string;
  /** CID of the picture. */
  readonly image: string;
  /** Longest wait for the result. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Told how the job stands when it takes longer than the first wait. */
  readonly onProgress?: (progress: JobProgress) => void;
}

const firstWaitMs = 20_000;

/**
 * Reads a picture that was uploaded. Throws what the job failed with, for example IMAGE_UNREADABLE,
 * or TIMED_OUT; the job then goes on and its id is in the error's details.
 */
export async function inferPicture(connection: Connection, settings: InferSettings): Promise<Reading> {
  const started = performance.now();
  const waitMs = Math.min(firstWaitMs, settings.timeoutMs);
  const { infer } = await request(connection, {
    query: `mutation Infer($input: InferInput!, $waitMs: Int!) {
      infer(input: $input, waitMs: $waitMs) { job { id } task { ${taskFields} } }
    }`,
    variables: {
      input: { model: settings.model, inputs: [{ name: 'image', blob: settings.image }] },
      waitMs,
    },
    data: inferSchema,
    timeoutMs: waitMs + 15_000,
  });
  const jobId = infer.job.id;
  const task = infer.task ?? (await taskLater(connection, settings, jobId));
  if (task.failure !== null)
    throw new ApiError(task.failure.code, task.failure.message, { details: { jobId } });
  const attempt = task.attempts.find(({ state }) => state === 'VALID');
  return {
    ...ocrResultSchema.parse(task.output),
    jobId,
    deviceId: attempt?.device.id ?? '',
    milliseconds: Math.round(performance.now() - started),
    runMilliseconds: attempt?.runMs ?? null,
  };
}

/** Follows a job that outlasted the first wait, then fetches its task. */
async function taskLater(connection: Connection, settings: InferSettings, jobId: string) {
  const limit = AbortSignal.timeout(settings.timeoutMs);
  const signal = settings.signal === undefined ? limit : AbortSignal.any([limit, settings.signal]);
  const last = await watchJob(connection, { jobId, signal, onProgress: settings.onProgress });
  const { job } = await request(connection, {
    query: `query Result($id: ID!) { job(id: $id) { tasks(first: 1) { edges { node { ${taskFields} } } } } }`,
    variables: { id: jobId },
    data: jobSchema,
  });
  const task = job.tasks.edges[0]?.node;
  if (last?.finished === true && task !== undefined) return task;
  const problem = `The job ${jobId} is not finished yet. Follow it with "aic job ${jobId} --watch".`;
  throw new ApiError('TIMED_OUT', problem, { details: { jobId } });
}
