import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { voiceActivityResultSchema } from '@ai-collective/contracts';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  InferencePool,
  type PoolOptions,
  type RunResult,
  type TaskRun,
} from '../../src/children/InferencePool.js';
import { InferenceProcess } from '../../src/children/InferenceProcess.js';
import { TaskFailed } from '../../src/failures/TaskFailed.js';
import { childEntry } from '../childEntry.js';
import { eventually } from '../eventually.js';
import { addModel, elementTypes, onnxModel, slowModel } from '../onnxModel.js';
import { speechPath } from '../speech/speechFile.js';
import { temporaryDirectory } from '../temporaryDirectory.js';
import { voiceModel } from '../voiceModel.js';

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

async function requestFor(model: Buffer, input: TaskRun['input']): Promise<TaskRun> {
  const path = join(await temporaryDirectory(), 'model.onnx');
  await writeFile(path, model);
  const id = `run-${nextId++}`;
  return { id, runner: 'tensor', modelKey: path, artifacts: { model: path }, input, blobs: {} };
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

function probabilitiesOf(ended: PromiseSettledResult<RunResult> | undefined): readonly number[] {
  if (ended?.status !== 'fulfilled') throw new Error('the run has failed');
  return voiceActivityResultSchema.parse(textOf(ended.value)).probabilities;
}

describe('InferencePool', () => {
  it('runs in a child and answers with canonical JSON', async () => {
    const result = await startPool().run(await sum(), 10_000, never);
    expect(textOf(result)).toEqual({ sum: { data: floats(4, 6).data, dtype: 'float32', shape: [2] } });
    expect(Buffer.from(result.output).toString()).toMatch(/^\{"sum":\{"data":/);
    expect(result.runMs).toBeGreaterThan(0);
  });

  it('tells what energy a run took, but not of one that stood still', async () => {
    let ended = 0;
    const end = (runMs: number) => {
      ended += 1;
      return runMs * 2;
    };
    const pool = startPool({ energy: { source: 'declared', begin: () => ({ end }) } });
    const first = await pool.run(await sum(), 5_000, never);
    expect(first.joules).toBe(first.runMs * 2);
    const running = pool.run(await slow(700), 60_000, never);
    pool.suspend();
    pool.resume();
    expect((await running).joules).toBeNull();
    expect(ended).toBeGreaterThanOrEqual(2);
    expect((await startPool().run(await sum(), 5_000, never)).joules).toBeNull();
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

  describe('with tasks that can run together', () => {
    const recording = speechPath('speech.wav');

    const hear = (path: string): TaskRun => ({
      id: `run-${nextId++}`,
      runner: 'voice-activity-detection',
      modelKey: 'vad',
      artifacts: { model: voiceModel },
      input: { audio: { type: 'blob', cid: 'c' } },
      blobs: { c: path },
    });
    /** Runs tasks that all wait for the one child from the beginning on. */
    const hearAll = (pool: InferencePool, paths: readonly string[]) =>
      Promise.allSettled(paths.map((path) => pool.run(hear(path), 30_000, new AbortController().signal)));
    /** Sees what children are given; `onBatch` is called when several tasks are run together. */
    const watchRuns = (onBatch: (child: InferenceProcess) => void = () => undefined) => {
      const run = InferenceProcess.prototype.run;
      const runs = vi.spyOn(InferenceProcess.prototype, 'run').mockImplementation(function (
        this: InferenceProcess,
        request,
        limitMs,
      ) {
        const running = run.call(this, request, limitMs);
        if (request.items.length > 1) onBatch(this);
        return running;
      });
      onTestFinished(() => runs.mockRestore());
      return runs;
    };
    const sizesOf = (runs: ReturnType<typeof watchRuns>): readonly number[] =>
      runs.mock.calls.map(([{ items }]) => items.length);

    it('gives each what it would get alone, and fails alone what fails', async () => {
      const runs = watchRuns();
      const other = speechPath('fixed-8000.flac');
      const none = join(await temporaryDirectory(), 'none.wav');
      await writeFile(none, 'no sound at all');
      const pool = startPool();
      const [alone, otherAlone] = await hearAll(pool, [recording, other]);
      const paths = [recording, other, recording, other, recording, none, other, recording, other, recording];
      const together = await hearAll(pool, paths);
      expect(Math.max(...sizesOf(runs))).toBeGreaterThan(1);
      for (const [index, path] of paths.entries()) {
        const ended = together[index];
        if (path === none) {
          expect(ended).toMatchObject({ reason: { failure: { code: 'AUDIO_UNREADABLE', fault: 'input' } } });
        } else {
          const [given, expected] = [ended, path === other ? otherAlone : alone].map(probabilitiesOf);
          expect(given).toHaveLength(expected?.length ?? NaN);
          for (const [frame, value] of (given ?? []).entries())
            expect(Math.abs(value - (expected?.[frame] ?? NaN))).toBeLessThan(1e-4);
        }
      }
    });

    it('tries each by itself when their process ends, and not so many together again', async () => {
      const runs = watchRuns(({ pid }) => process.kill(pid ?? NaN, 'SIGKILL'));
      const pool = startPool();
      for (let round = 0; round < 3; round++) {
        const ended = await hearAll(pool, [recording, recording, recording]);
        expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      }
      expect(sizesOf(runs)).toEqual([1, 1, 1, 1, 2, 1, 1, 1, 1, 1]);
    });

    describe('as tensors', () => {
      const declared = (name: string) => ({ name, elementType: elementTypes.float32, shape: ['n'] });
      const modelOf = (op: string) =>
        onnxModel({
          nodes: [{ op, inputs: ['x'], outputs: ['y'] }],
          inputs: [declared('x')],
          outputs: [declared('y')],
        });
      /** Runs a model on numbers, a task each, that wait for the one child together, several times. */
      const runAll = async (pool: InferencePool, model: Buffer, numbers: readonly number[]) => {
        const template = await requestFor(model, {});
        const rounds: (readonly unknown[])[] = [];
        for (let round = 0; round < 6; round++)
          rounds.push(
            await Promise.all(
              numbers.map(async (value, index) =>
                textOf(
                  await pool.run(
                    { ...template, id: `${round}-${index}`, input: { x: floats(value) } },
                    10_000,
                    never,
                  ),
                ),
              ),
            ),
          );
        return rounds;
      };
      const answers = (values: readonly number[]) =>
        values.map((value) => ({ y: { data: floats(value).data, dtype: 'float32', shape: [1] } }));

      it('stacks them, and gives each its own', async () => {
        const runs = watchRuns();
        const numbers = [-1, 2, -3, 4, -5, 6, -7, 8];
        const rounds = await runAll(startPool(), modelOf('Abs'), numbers);
        for (const round of rounds) expect(round).toEqual(answers(numbers.map(Math.abs)));
        expect(Math.max(...sizesOf(runs))).toBeGreaterThan(1);
      });

      it('runs a model that mixes its items on one at a time', async () => {
        const runs = watchRuns();
        // Over the only axis there is: alone, every number is the whole.
        const rounds = await runAll(startPool(), modelOf('Softmax'), [1, 2, 3, 4]);
        for (const round of rounds) expect(round).toEqual(answers([1, 1, 1, 1]));
        expect(sizesOf(runs).filter((size) => size > 1)).toEqual([2]);
      });
    });

    it('lets the others go on when one is canceled', async () => {
      const unwanted = new AbortController();
      const runs = watchRuns(() => unwanted.abort());
      const pool = startPool();
      await hearAll(pool, [recording, recording, recording]);
      const others = hearAll(pool, [recording, recording]);
      expect(await failureOfRun(pool.run(hear(recording), 30_000, unwanted.signal))).toBe(
        'ATTEMPT_CANCELED device',
      );
      expect((await others).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
      expect(sizesOf(runs)).toEqual([1, 1, 1, 1, 2]);
    });
  });
});
