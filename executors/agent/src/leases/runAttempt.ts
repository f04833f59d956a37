import { createHash } from 'node:crypto';
import {
  canonicalJson,
  type DoneResult,
  inlineOutputLimit,
  type Lease,
  resultSigningBytes,
  type TaskFailure,
  type TaskOutput,
  taskOutputSchema,
} from '@ai-collective/contracts';
import type { Logger } from 'pino';
import { uploadOutput } from '../cache/uploadOutput.js';
import type { InferencePool, RunResult, TaskRun } from '../children/InferencePool.js';
import { outputTooLarge } from '../failures/outputTooLarge.js';
import { failureOf } from '../failures/TaskFailed.js';
import type { DeviceKey } from '../identity/DeviceKey.js';
import { gatherInput, type GatheringPlaces } from './gatherInput.js';

export interface AttemptParts extends GatheringPlaces {
  readonly pool: InferencePool;
  readonly key: DeviceKey;
  readonly deviceId: string;
  readonly log: Logger;
}

const unforeseen: TaskFailure = {
  code: 'DEVICE_FAILED',
  message: 'The device failed in a way it does not know.',
  fault: 'device',
};

/** Carries a lease out: gather, run, deliver, sign. Never throws; what goes wrong is in the result. */
export async function runAttempt(
  lease: Lease,
  parts: AttemptParts,
  signal: AbortSignal,
): Promise<DoneResult> {
  const { attemptId, taskId } = lease;
  const start = performance.now();
  try {
    const { output, runMs, joules } = await produce(lease, parts, signal);
    return {
      outcome: 'SUCCEEDED',
      attemptId,
      taskId,
      runMs,
      output,
      ...(joules !== null && { joules }),
      signature: signOutput(lease, parts, output),
    };
  } catch (error) {
    const failure = failureOf(error, unforeseen);
    parts.log.warn({ attemptId, taskId, code: failure.code, err: error }, 'attempt failed');
    return { outcome: 'FAILED', attemptId, taskId, runMs: performance.now() - start, failure };
  }
}

async function produce(lease: Lease, parts: AttemptParts, signal: AbortSignal) {
  const input = await gatherInput(lease, parts, signal);
  try {
    const { artifacts, blobs } = input;
    const request: TaskRun = {
      id: lease.attemptId,
      runner: lease.runner,
      modelKey: modelKeyOf(lease),
      modelVersionId: lease.modelVersionId,
      jobId: lease.jobId,
      maxBatch: lease.maxBatch,
      artifacts,
      input: lease.input,
      blobs,
    };
    const result = await parts.pool.run(request, lease.runtimeLimitMs, signal);
    const { runMs, joules } = result;
    return { output: await deliver(lease, result, signal), runMs, joules };
  } finally {
    input.release();
  }
}

/** Equal for leases that need the same files for the same roles. */
function modelKeyOf({ runner, artifacts }: Lease): string {
  const files = artifacts.map(({ role, cid }) => `${role}=${cid}`).toSorted();
  return [runner, ...files].join(' ');
}

async function deliver(lease: Lease, { output }: RunResult, signal: AbortSignal): Promise<TaskOutput> {
  const refusal = outputTooLarge(output.byteLength);
  if (refusal !== null) throw refusal;
  if (output.byteLength > inlineOutputLimit) return uploadOutput(lease.outputUrl, output, signal);
  const json: unknown = JSON.parse(Buffer.from(output).toString('utf8'));
  return taskOutputSchema.parse({ type: 'inline', json });
}

function signOutput(
  { attemptId, taskId }: Lease,
  { key, deviceId }: AttemptParts,
  output: TaskOutput,
): string {
  const outputSha256 = createHash('sha256').update(canonicalJson(output)).digest('hex');
  return key.sign(resultSigningBytes({ deviceId, attemptId, taskId, outputSha256 }));
}
