import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InferencePool } from '../../src/children/InferencePool.js';
import { Suitabilities } from '../../src/children/Suitabilities.js';
import { eventually } from '../eventually.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

const stamp = 'one';

async function device({ providers = ['cpu', 'gpu'], directory = '', maxBatch = 8 } = {}) {
  const suitabilities = await Suitabilities.open({
    directory: directory || (await temporaryDirectory()),
    stamp,
  });
  suitabilities.offer(providers);
  const pool = new InferencePool({
    entry: new URL('fakeProviderChild.mjs', import.meta.url),
    cores: 1,
    memoryBytes: 2 ** 31,
    loadLimitMs: 60_000,
    respawn: { minimumMs: 1, maximumMs: 10 },
    suitabilities,
    comparisonLimitMs: 500,
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => pool.close());
  let next = 0;
  /** Runs a task of a model; answers its number, or why it failed. */
  const run = async (model: string, number = 1) => {
    const id = `run-${next++}`;
    const input = { x: { type: 'blob', cid: String(number) } } as const;
    const task = {
      id,
      runner: 'tensor',
      modelKey: model,
      modelVersionId: model,
      maxBatch,
      artifacts: { model },
      input,
      blobs: {},
    } as const;
    try {
      const { output } = await pool.run(task, 1_000, new AbortController().signal);
      return (JSON.parse(Buffer.from(output).toString()) as { number: number }).number;
    } catch (error) {
      return error instanceof Error ? error.message : 'failed';
    }
  };
  const finding = (model: string) =>
    suitabilities.findings.find(({ modelVersionId }) => modelVersionId === model);
  return { run, finding, suitabilities, pool };
}

const several = async (run: (model: string) => Promise<unknown>, model: string, times: number) => {
  const answers: unknown[] = [];
  for (let time = 0; time < times; time++) answers.push(await run(model));
  return answers;
};

describe('a provider beside cpu', () => {
  it('is compared with cpu, whose answers are given meanwhile, and used when it is quicker', async () => {
    const { run, finding } = await device();
    expect(await several(run, 'quick', 4)).toEqual([1.5, 1.5, 1.5, 1.5]);
    await eventually(() => finding('quick')?.provider === 'gpu');
    expect(await run('quick')).toBeCloseTo(1.5 + 1e-6, 8);
    expect(await run('quick')).not.toBe(1.5);
  });

  it.each([
    ['different', /^gpu: its answers differ from those of cpu$/],
    ['failing', /^gpu: fails where cpu does not: .*device lost/],
    ['unloadable', /^gpu: the model does not load: no such operator$/],
    ['slower', /^gpu: takes \d+ ms, cpu \d+ ms$/],
    ['crashing', /^gpu: the process was ended by SIGABRT$/],
    ['hanging', /^gpu: takes longer than 500 ms$/],
  ])('that is %s is not used for the model, and no task suffers', async (model, note) => {
    const { run, finding } = await device();
    expect(await several(run, model, 5)).toEqual([1.5, 1.5, 1.5, 1.5, 1.5]);
    expect(finding(model)).toMatchObject({ provider: 'cpu', notes: [expect.stringMatching(note)] });
    expect(finding(model)?.msPerItem).toBeGreaterThan(1);
  });

  it('holds up no task: its answer is there before the comparison ends', async () => {
    const { run, finding, pool } = await device();
    expect(await run('hanging')).toBe(1.5);
    expect(finding('hanging')?.notes).toEqual(['gpu: being compared with cpu']);
    expect(pool.available).toBe(0);
    await eventually(() => pool.available === 1);
    expect(await run('hanging')).toBe(1.5);
  });

  it('that ends the process later is stood in for by cpu, and given up at once', async () => {
    const { run, finding } = await device();
    await several(run, 'treacherous', 4);
    await eventually(() => finding('treacherous')?.provider === 'gpu');
    expect(await several(run, 'treacherous', 2)).toEqual([1.5, 1.5]);
    expect(finding('treacherous')).toMatchObject({
      provider: 'cpu',
      notes: [expect.stringMatching(/^gpu: The model's process ended/)],
    });
  });

  it('that fails later, is stood in for by cpu, and given up after three times', async () => {
    const { run, finding } = await device();
    await several(run, 'flaky', 4);
    await eventually(() => finding('flaky')?.provider === 'gpu');
    expect(await several(run, 'flaky', 4)).toEqual([1.5, 1.5, 1.5, 1.5]);
    expect(finding('flaky')?.notes).toEqual([expect.stringMatching(/^gpu: failed 3 times: .*device lost/)]);
  });

  it('is not blamed for what fails on cpu too', async () => {
    const { run, finding } = await device();
    expect(await run('quick', -1)).toMatch(/no such number/);
    await several(run, 'quick', 4);
    await eventually(() => finding('quick')?.provider === 'gpu');
    expect(await run('quick', -1)).toMatch(/no such number/);
    expect(await run('quick', -1)).toMatch(/no such number/);
    expect(await run('quick', -1)).toMatch(/no such number/);
    expect(finding('quick')?.provider).toBe('gpu');
  });

  it('runs nothing whose answers are to be the same to the last bit', async () => {
    const { run, finding } = await device({ maxBatch: 1 });
    expect(await several(run, 'quick', 6)).toEqual([1.5, 1.5, 1.5, 1.5, 1.5, 1.5]);
    expect(finding('quick')?.notes).toEqual(['gpu: being compared with cpu']);
  });

  it('is no matter where there is cpu alone', async () => {
    const { run, finding } = await device({ providers: ['cpu'] });
    expect(await run('crashing')).toBe(1.5);
    expect(finding('crashing')).toMatchObject({ provider: 'cpu', notes: [] });
  });
});

describe('what was found', () => {
  it('is remembered after a restart, by the same versions only', async () => {
    const directory = await temporaryDirectory();
    const before = await device({ directory });
    await several(before.run, 'quick', 4);
    await eventually(() => before.finding('quick')?.provider === 'gpu');
    await before.suitabilities.save();
    const again = await Suitabilities.open({ directory, stamp });
    again.offer(['cpu', 'gpu']);
    expect(again.plan('quick')).toEqual({ provider: 'gpu', beside: null });
    const newer = await Suitabilities.open({ directory, stamp: 'two' });
    newer.offer(['cpu', 'gpu']);
    expect(newer.plan('quick')).toEqual({ provider: 'cpu', beside: 'gpu' });
  });

  it('begins anew where the file cannot be read', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'suitability.json'), '{"stamp": "one", "models": [["a"');
    expect((await Suitabilities.open({ directory, stamp })).findings).toEqual([]);
  });

  it('is of a thousand models at most', async () => {
    const suitabilities = await Suitabilities.open({ directory: await temporaryDirectory(), stamp });
    for (let model = 0; model < 1_100; model++)
      suitabilities.note(`model-${model}`, (known) => ({ ...known, msPerItem: { cpu: 1 } }));
    expect(suitabilities.findings).toHaveLength(1_000);
    expect(suitabilities.findings[0]?.modelVersionId).toBe('model-100');
  });
});
