import { getPriority } from 'node:os';
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { InferencePool, type TaskRun } from '../../src/children/InferencePool.js';
import { TaskFailed } from '../../src/failures/TaskFailed.js';
import { eventually } from '../eventually.js';

const entry = new URL('evilChild.mjs', import.meta.url);
const patience = { timeout: 20_000, interval: 10 };
const never = new AbortController().signal;

function startPool(): InferencePool {
  const pool = new InferencePool({
    entry,
    cores: 1,
    memoryBytes: 300 * 2 ** 20,
    loadLimitMs: 60_000,
    niceness: 19,
    respawn: { minimumMs: 1, maximumMs: 10 },
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => pool.close());
  return pool;
}

const request = (modelKey: string): TaskRun => ({
  id: modelKey,
  runner: 'tensor',
  modelKey,
  artifacts: {},
  input: {},
  blobs: {},
});

async function outcomeOf(pool: InferencePool, modelKey: string, limitMs: number): Promise<string> {
  try {
    return Buffer.from((await pool.run(request(modelKey), limitMs, never)).output).toString();
  } catch (error) {
    return error instanceof TaskFailed ? error.failure.code : String(error);
  }
}

describe('a child that does wrong', () => {
  it.each<[string, number, string]>([
    ['abort', 60_000, 'MODEL_CRASHED'],
    ['exit', 60_000, 'MODEL_CRASHED'],
    ['babble', 60_000, 'MODEL_CRASHED'],
    ['loop', 300, 'RUN_TIMED_OUT'],
    ['flood', 300, 'RUN_TIMED_OUT'],
    ...(process.platform === 'linux'
      ? [['grow', 60_000, 'MEMORY_EXCEEDED'] satisfies [string, number, string]]
      : []),
  ])('%s: is stopped, and the next run succeeds', async (modelKey, limitMs, code) => {
    const pool = startPool();
    const [bad, next] = [outcomeOf(pool, modelKey, limitMs), outcomeOf(pool, 'well', 60_000)];
    expect(await bad).toBe(code);
    expect(await next).toBe('"done"');
  });
});

describe('children on a personal device', () => {
  it.skipIf(process.platform === 'win32')('come behind everything else', async () => {
    const pool = startPool();
    const [pid] = await eventually(() => (pool.pids.length > 0 ? pool.pids : null));
    expect(getPriority(pid)).toBe(19);
  });

  it.runIf(process.platform === 'linux')('are the first to go when memory runs out', async () => {
    const pool = startPool();
    const [pid] = await eventually(() => (pool.pids.length > 0 ? pool.pids : null));
    await vi.waitFor(async () => {
      expect(await readFile(`/proc/${pid ?? ''}/oom_score_adj`, 'utf8')).toBe('1000\n');
    }, patience);
  });

  it.runIf(process.platform === 'linux')('stand still while suspended, and go on afterwards', async () => {
    const pool = startPool();
    const looping = outcomeOf(pool, 'loop', 1_000);
    const waiting = outcomeOf(pool, 'well', 60_000);
    const [pid] = await eventually(() => (pool.pids.length > 0 ? pool.pids : null));
    pool.suspend();
    const state = async () => (await readFile(`/proc/${pid ?? ''}/stat`, 'utf8')).split(') ')[1]?.[0];
    await vi.waitFor(async () => {
      expect(await state()).toBe('T');
    }, patience);
    pool.resume();
    expect(await looping).toBe('RUN_TIMED_OUT');
    expect(await waiting).toBe('"done"');
  });

  it('become as many as they are told, and no run is lost', async () => {
    const pool = startPool();
    const runs = Array.from({ length: 6 }, (_, index) => outcomeOf(pool, `well-${index}`, 60_000));
    pool.resize(3);
    await eventually(() => pool.pids.length === 3);
    pool.resize(1);
    await eventually(() => pool.pids.length === 1);
    expect(await Promise.all(runs)).toEqual(runs.map(() => '"done"'));
  });
});
