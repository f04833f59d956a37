import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunRequest } from '../../src/children/childMessages.js';
import type { RunResult } from '../../src/children/InferenceProcess.js';
import { InferencePool, type PoolOptions } from '../../src/children/InferencePool.js';
import { TaskFailed } from '../../src/failures/TaskFailed.js';
import { childEntry } from '../childEntry.js';
import { eventually } from '../eventually.js';
import { addModel, slowModel } from '../onnxModel.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

function startPool(options: Partial<PoolOptions> = {}): InferencePool {
  const pool = new InferencePool({
    entry: childEntry,
    cores: 1,
    memoryBytes: 2 ** 31,
    loadLimitMs: 60_000,
    respawn: { minimumMs: 10, maximumMs: 100 },
    log: pino({ level: 'silent' }),
    ...options,
  });
  onTestFinished(() => pool.close());
  return pool;
}

let nextId = 0;

async function requestFor(model: Buffer, input: RunRequest['input']): Promise<RunRequest> {
  const path = join(await temporaryDirectory(), 'model.onnx');
  await writeFile(path, model);
  const id = `run-${nextId++}`;
  return { type: 'run', id, runner: 'tensor', modelKey: path, artifacts: { model: path }, input, blobs: {} };
}

const floats = (...values: number[]) =>
  ({
    type: 'tensor',
    dtype: 'float32',
    shape: [values.length],
    data: Buffer.from(Float32Array.from(values).buffer).toString('base64'),
  }) as const;

const sum = () => requestFor(addModel(), { a: floats(1, 2), b: floats(3, 4) });
const slow = (size: number) => {
  const data = Buffer.from(BigInt64Array.of(BigInt(size), BigInt(size)).buffer).toString('base64');
  return requestFor(slowModel(400), { size: { type: 'tensor', dtype: 'int64', shape: [2], data } });
};
const never = new AbortController().signal;

async function failureOfRun(run: Promise<RunResult>): Promise<string> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof TaskFailed ? `${error.failure.code} ${error.failure.fault}` : String(error);
}

const textOf = ({ output }: RunResult): unknown => JSON.parse(Buffer.from(output).toString('utf8'));

describe('InferencePool', () => {
  it('runs in a child and answers with canonical JSON', async () => {
    const result = await startPool().run(await sum(), 10_000, never);
    expect(textOf(result)).toEqual({ sum: { data: floats(4, 6).data, dtype: 'float32', shape: [2] } });
    expect(Buffer.from(result.output).toString()).toMatch(/^\{"sum":\{"data":/);
    expect(result.runMs).toBeGreaterThan(0);
  });

  it('makes runs wait for a free child, and serves them all', async () => {
    const pool = startPool();
    const request = await sum();
    const runs = Array.from({ length: 20 }, (_, index) =>
      pool.run({ ...request, id: `many-${index}` }, 10_000, new AbortController().signal),
    );
    expect(await Promise.all(runs)).toHaveLength(20);
  });

  it('fails an attempt whose child is killed in the middle of the run, and replaces the child', async () => {
    const pool = startPool();
    const run = failureOfRun(pool.run(await slow(1_500), 60_000, never));
    const [pid] = await eventually(() => (pool.pids.length > 0 ? pool.pids : null));
    process.kill(pid ?? NaN, 'SIGKILL');
    expect(await run).toBe('MODEL_CRASHED device');
    await eventually(() => pool.pids.some((other) => other !== pid));
    await pool.run(await sum(), 10_000, never);
  });

  it('ends a run at its time limit, and goes on with the next', async () => {
    const pool = startPool();
    const stuck = failureOfRun(pool.run(await slow(1_500), 300, never));
    const next = pool.run(await sum(), 10_000, never);
    expect(await stuck).toBe('RUN_TIMED_OUT device');
    expect(textOf(await next)).toHaveProperty('sum');
  });

  it('keeps the event loop free while a model runs', async () => {
    const pool = startPool();
    const stuck = failureOfRun(pool.run(await slow(1_500), 1_000, never));
    const ticks = setInterval(() => beats++, 20);
    let beats = 0;
    await stuck;
    clearInterval(ticks);
    expect(beats).toBeGreaterThan(20);
  });

  it('ends a run that is canceled, waiting or under way', async () => {
    const pool = startPool();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = failureOfRun(pool.run(await slow(1_500), 60_000, running.signal));
    const second = failureOfRun(pool.run(await sum(), 10_000, waiting.signal));
    waiting.abort();
    expect(await second).toBe('ATTEMPT_CANCELED device');
    running.abort();
    expect(await first).toBe('ATTEMPT_CANCELED device');
  });

  it.runIf(process.platform === 'linux')('ends a child that takes more memory than it may', async () => {
    const pool = startPool({ memoryBytes: 350 * 2 ** 20 });
    expect(await failureOfRun(pool.run(await slow(9_000), 60_000, never))).toBe('MEMORY_EXCEEDED device');
  });

  it('hands on numbers that are none, bit by bit', async () => {
    const nothing = floats(NaN, Infinity);
    const { output } = await startPool().run(
      await requestFor(addModel(), { a: nothing, b: floats(1, 1) }),
      10_000,
      never,
    );
    expect(JSON.parse(Buffer.from(output).toString())).toMatchObject({ sum: { data: nothing.data } });
  });

  it('hands on what a runner says of the input', async () => {
    const request = await requestFor(addModel(), { a: floats(1, 2) });
    expect(await failureOfRun(startPool().run(request, 10_000, never))).toBe('TENSOR_MISSING input');
  });

  it('gives a child nothing of the environment', async () => {
    const pool = startPool();
    await pool.run(await sum(), 10_000, never);
    if (process.platform !== 'linux') return;
    const { readFile } = await import('node:fs/promises');
    const environment = await readFile(`/proc/${pool.pids[0] ?? ''}/environ`, 'utf8');
    const names = environment
      .split('\0')
      .flatMap((entry) => (entry === '' ? [] : [entry.slice(0, entry.indexOf('='))]));
    expect(names.every((name) => name.startsWith('NODE_CHANNEL_'))).toBe(true);
  });
});
