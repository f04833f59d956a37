import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AicUser } from '../runAic.js';
import { startFakeGateway, type Asked, type FakeGateway } from '../startFakeGateway.js';

const problem = { line: 2, code: 'INPUT_MISSING', message: 'Item 1 lacks the input "b".' };

describe('aic jobs', () => {
  let user: AicUser;
  let gateway: FakeGateway;
  let folder: string;
  let states: string[];
  let exports: string[];

  const shift = (list: string[]) => (list.length > 1 ? list.shift() : list[0]) ?? '';
  const jobNow = (state: string) => ({
    ...{ id: 'job_1', state, counts: { total: 2, canceled: 2 } },
    preparation: { lines: 2, problems: state === 'REJECTED' ? [problem] : [] },
  });
  function answer({ path: place, query }: Asked): unknown {
    if (place.startsWith('/storage/uploads')) return { status: 201, cid: 'bafkitems', bytes: 3 };
    if (place.startsWith('/results')) return { ordinal: 0 };
    if (query.includes('createUpload'))
      return { data: { createUpload: { url: `${gateway.url}/storage/uploads?capability=x` } } };
    if (query.includes('submitJob')) return { data: { submitJob: jobNow('PREPARING') } };
    if (query.includes('cancelJob')) return { data: { cancelJob: jobNow('CANCELED') } };
    if (query.includes('exportResults')) return { data: { exportResults: { id: 'job_1' } } };
    if (query.includes('preparation')) return { data: { job: jobNow(shift(states)) } };
    const state = shift(exports);
    const blob = state === 'DONE' ? { downloadUrl: `${gateway.url}/results` } : null;
    const lastError = state === 'FAILED' ? 'BLOB_TOO_LARGE: It is too large.' : null;
    return { data: { job: { export: { state, tasks: 1, totalTasks: 2, lastError, blob } } } };
  }

  beforeEach(async () => {
    [states, exports] = [
      ['PREPARING', 'QUEUED'],
      ['PENDING', 'DONE'],
    ];
    [user, gateway] = await Promise.all([AicUser.create(), startFakeGateway(answer)]);
    folder = await mkdtemp(path.join(tmpdir(), 'aic-items-'));
    await writeFile(path.join(folder, 'items.jsonl'), '{}\n');
  });
  afterEach(async () => {
    await gateway.close();
    await user.leave();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...words: string[]) => user.run(['jobs', ...words], { url: gateway.url, apiKey: 'aic_key' });
  const submit = (...words: string[]) =>
    run('submit', 'sum', '--from', path.join(folder, 'items.jsonl'), ...words);

  it('uploads a file of items, submits it, and waits until they are taken', async () => {
    const { code, out } = await submit(
      '--priority',
      '7',
      '--key',
      'once',
      '--webhook',
      'https://hooks.example.com/',
    );
    expect([code, out]).toEqual([0, 'job_1  QUEUED  2 items\n']);
    expect(gateway.asked.find(({ query }) => query.includes('submitJob'))?.variables).toEqual({
      input: {
        ...{ model: 'sum', itemsBlob: 'bafkitems', priority: 7 },
        ...{ idempotencyKey: 'once', webhookUrl: 'https://hooks.example.com/' },
      },
    });
  });

  it('says whose devices may see it, where they stand, and when it has to be done', async () => {
    const where = ['--privacy', 'trusted', '--region', 'DE-BY', '--region', 'at'];
    expect((await submit(...where, '--deadline', '2026-01-31T18:00:00+01:00')).code).toBe(0);
    const asked = () => gateway.asked.filter(({ query }) => query.includes('submitJob')).at(-1)?.variables;
    expect(asked()).toEqual({
      input: {
        ...{ model: 'sum', itemsBlob: 'bafkitems', privacy: 'TRUSTED' },
        ...{ placement: { regions: ['DE-BY', 'AT'] }, deadline: '2026-01-31T17:00:00.000Z' },
      },
    });
    const before = Date.now();
    await submit('--deadline', '2h');
    const { deadline } = asked()?.input as { deadline: string };
    expect(Date.parse(deadline)).toBeGreaterThanOrEqual(before + 7_200_000);
    expect(Date.parse(deadline)).toBeLessThanOrEqual(Date.now() + 7_200_000);
    const uploads = gateway.asked.length;
    for (const words of [
      ['--privacy', 'secret'],
      ['--deadline', 'soon'],
      ['--deadline', '2026-01-31'],
      ['--deadline', '2026-02-31T18:00:00'],
    ])
      expect((await submit(...words)).code).toBe(2);
    expect(gateway.asked).toHaveLength(uploads);
  });

  it('submits a chain of models from a file of its steps', async () => {
    const chain = path.join(folder, 'chain.json');
    const steps = [
      { model: 'ocr' },
      { model: 'spam', inputs: [{ name: 'text', step: 0, pointer: '/text' }] },
    ];
    const from = ['--from', path.join(folder, 'items.jsonl')];
    await writeFile(chain, JSON.stringify(steps));
    expect((await run('submit', '--chain', chain, ...from)).code).toBe(0);
    expect(gateway.asked.find(({ query }) => query.includes('submitJob'))?.variables).toEqual({
      input: { steps, itemsBlob: 'bafkitems' },
    });
    expect((await run('submit', 'sum', '--chain', chain, ...from)).code).toBe(2);
    for (const text of ['{}', '[', '[1]']) {
      await writeFile(chain, text);
      const { code, err } = await run('submit', '--chain', chain, ...from);
      expect([code, err]).toEqual([2, expect.stringContaining('does not hold the steps of a chain')]);
    }
  });

  it('tells which lines are wrong', async () => {
    states = ['REJECTED'];
    const { code, err } = await submit();
    expect(code).toBe(6);
    expect(err).toContain('line 2: Item 1 lacks the input "b". [INPUT_MISSING]');
  });

  it('writes results as they are', async () => {
    expect(await run('export', 'job_1')).toMatchObject({ code: 0, out: '{"ordinal":0}' });
  });

  it('says why results could not be written', async () => {
    exports = ['FAILED'];
    const { code, err } = await run('export', 'job_1');
    expect([code, err]).toEqual([1, expect.stringContaining('BLOB_TOO_LARGE')]);
  });

  it('cancels a job', async () => {
    expect(await run('cancel', 'job_1')).toMatchObject({ out: 'job_1  CANCELED  2 of 2 tasks canceled\n' });
  });

  it.each([['submit', 'sum'], ['submit', '--from', 'x'], ['export'], ['cancel'], ['burn', 'job_1']])(
    'refuses the words %s %s',
    async (...words) => {
      expect((await run(...words)).code).toBe(2);
    },
  );
});
