import { ocrResultSchema, type OcrResult } from '@ai-collective/contracts';
import { z } from 'zod';
import { ApiError } from './ApiError.js';
import type { Connection } from './Connection.js';
import { request } from './request.js';
import { watchJob, type JobProgress } from './watchJob.js';

const attemptsFields =
  'tasks(first: 1) { edges { node { text attempts { state runMs device { id name } } } } }';

const jobSchema = z.object({
  id: z.string(),
  tasks: z.object({
    edges: z.array(
      z.object({
        node: z.object({
          text: z.string().nullable(),
          attempts: z.array(
            z.object({
              state: z.string(),
              runMs: z.number().nullable(),
              device: z.object({ id: z.string(), name: z.string().nullish() }),
            }),
          ),
        }),
      }),
    ),
  }),
});

const inferSchema = z.object({
  infer: z.object({ finished: z.boolean(), output: z.unknown(), job: jobSchema }),
});

/** A picture read: its lines, and where and how fast that happened. */
export interface Reading extends OcrResult {
  readonly jobId: string;
  readonly deviceId: string;
  readonly deviceName: string;
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
      infer(input: $input, waitMs: $waitMs) { finished output job { id ${attemptsFields} } }
    }`,
    variables: {
      input: { model: settings.model, inputs: [{ name: 'image', blob: settings.image }] },
      waitMs,
    },
    data: inferSchema,
    timeoutMs: waitMs + 15_000,
  });
  const { output, job } = infer.finished ? infer : await resultLater(connection, settings, infer.job.id);
  const attempt = job.tasks.edges[0]?.node.attempts.find(
    ({ state }) => state !== 'ERROR' && state !== 'ABANDONED',
  );
  return {
    ...ocrResultSchema.parse(output),
    jobId: job.id,
    deviceId: attempt?.device.id ?? '',
    deviceName: attempt?.device.name ?? '',
    milliseconds: Math.round(performance.now() - started),
    runMilliseconds: attempt?.runMs ?? null,
  };
}

/** Follows a job that outlasted the first wait, then fetches its output. */
async function resultLater(connection: Connection, settings: InferSettings, jobId: string) {
  const signal = AbortSignal.any([
    AbortSignal.timeout(settings.timeoutMs),
    ...(settings.signal ? [settings.signal] : []),
  ]);
  const last = await watchJob(connection, { jobId, signal, onProgress: settings.onProgress });
  if (last?.finished !== true)
    throw new ApiError(
      'TIMED_OUT',
      `The job ${jobId} is not finished yet. Follow it with "aic job ${jobId} --watch".`,
      { details: { jobId } },
    );
  const { job } = await request(connection, {
    query: `query Result($id: ID!) {
      job(id: $id) { id tasks(first: 1) { edges { node {
        text output failure { code message } attempts { state runMs device { id name } }
      } } } }
    }`,
    variables: { id: jobId },
    data: z.object({ job: jobSchema.and(outputSchema) }),
  });
  const node = job.tasks.edges[0]?.node;
  if (node?.failure != null)
    throw new ApiError(node.failure.code, node.failure.message, { details: { jobId } });
  return { output: node?.output, job };
}

const outputSchema = z.object({
  tasks: z.object({
    edges: z.array(
      z.object({
        node: z.object({
          output: z.unknown(),
          failure: z.object({ code: z.string(), message: z.string() }).nullable(),
        }),
      }),
    ),
  }),
});
