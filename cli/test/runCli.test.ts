import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../src/runCli.js';
import { Terminal } from '../src/terminal/Terminal.js';
import { startFakeGateway, type Asked, type FakeGateway } from './startFakeGateway.js';

const counts = { total: 2, queued: 0, dispatched: 0, succeeded: 2, failed: 0, canceled: 0 };
const attempts = [{ state: 'VALID', runMs: 12, device: { id: 'dev_1' } }];
const reading = { text: 'hello\nworld', lines: ['hello', 'world'].map(lineOf) };

function lineOf(text: string) {
  return {
    text,
    confidence: 0.99,
    box: [
      [0, 0],
      [9, 0],
      [9, 9],
      [0, 9],
    ],
  };
}

describe('aic', () => {
  let folder: string;
  let gateway: FakeGateway | undefined;
  let out: string;
  let err: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'aic-cli-'));
    [out, err] = ['', ''];
  });

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  const serve = async (answer: (asked: Asked) => unknown): Promise<void> => {
    gateway = await startFakeGateway(answer);
  };
  const collect = (keep: (text: string) => void) =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        keep(chunk.toString());
        done();
      },
    });
  const run = (
    words: string[],
    options: { readonly apiKey?: string | undefined; readonly typed?: string } = {},
  ) => {
    const input = new PassThrough();
    input.end(options.typed ?? '');
    const terminal = new Terminal({
      in: input,
      out: collect((text) => (out += text)),
      err: collect((text) => (err += text)),
    });
    return runCli(words, {
      environment: {
        url: gateway?.url,
        apiKey: 'apiKey' in options ? options.apiKey : 'aic_key',
        community: undefined,
        settingsFile: path.join(folder, 'aic', 'config.json'),
      },
      terminal,
      width: 100,
      signal: new AbortController().signal,
    });
  };

  it('shows every command when asked for help', async () => {
    expect(await run(['help'])).toBe(0);
    for (const name of ['login', 'infer', 'jobs', 'job']) expect(out).toContain(`aic ${name}`);
  });

  it.each([
    [[]],
    [['fly']],
    [['infer']],
    [['infer', 'ocr']],
    [['job']],
    [['jobs', '--first', 'x']],
    [['jobs', '--frist']],
  ])('exits with 2 when it is called as aic %j', async (words) => {
    expect(await run(words)).toBe(2);
  });

  it('exits with 3 and says how to sign in when nobody has', async () => {
    await serve(() => ({}));
    expect(await run(['jobs'], { apiKey: undefined })).toBe(3);
    expect(err).toContain('aic login');
  });

  it('exits with 5 when nobody answers', async () => {
    await serve(() => ({}));
    await gateway?.close();
    expect(await run(['jobs'])).toBe(5);
    expect(err).toContain('cannot be reached');
  });

  it('lists jobs as a table and as JSON', async () => {
    const node = { id: 'job_1', state: 'SUCCEEDED', progress: 1, createdAt: '2026-01-01T00:00:00Z', counts };
    await serve(() => ({ data: { jobs: { edges: [{ node }] } } }));
    expect(await run(['jobs'])).toBe(0);
    expect(out).toMatch(/job_1 {2}SUCCEEDED {2}2\/2/);
    out = '';
    expect(await run(['jobs', '--json'])).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ id: 'job_1' }]);
    expect(gateway?.asked[0]?.authorization).toBe('Bearer aic_key');
  });

  it('tells an error of the API with its code, as JSON when asked', async () => {
    await serve(() => ({ errors: [{ message: 'There is no job.', extensions: { code: 'JOB_NOT_FOUND' } }] }));
    expect(await run(['job', 'job_x'])).toBe(4);
    expect(err).toContain('There is no job. [JOB_NOT_FOUND]');
    err = '';
    expect(await run(['job', 'job_x', '--json'])).toBe(4);
    expect(JSON.parse(err)).toEqual({ error: { code: 'JOB_NOT_FOUND', message: 'There is no job.' } });
    expect(out).toBe('');
  });

  it('uploads a picture, reads it and prints its text only', async () => {
    const file = path.join(folder, 'photo.png');
    await writeFile(file, 'a picture');
    await serve(({ path: at, query }) => {
      if (at === '/storage/uploads') return { cid: 'bafy', bytes: 9 };
      if (query.includes('createUpload'))
        return { data: { createUpload: { url: `${gateway?.url ?? ''}/storage/uploads` } } };
      const task = { output: reading, failure: null, attempts };
      return { data: { infer: { job: { id: 'job_1' }, task } } };
    });
    expect(await run(['infer', 'ocr', file])).toBe(0);
    expect(out).toBe('hello\nworld\n');
    expect(gateway?.asked.find(({ path: at }) => at === '/storage/uploads')?.body.toString()).toBe(
      'a picture',
    );
    out = '';
    expect(await run(['infer', 'ocr', file, '--json'])).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ...reading, jobId: 'job_1', deviceId: 'dev_1' });
  });

  it('follows a job that outlasts the first wait to its end', async () => {
    const file = path.join(folder, 'photo.png');
    await writeFile(file, 'a picture');
    const progress = { state: 'SUCCEEDED', finished: true, progress: 1, counts };
    await serve(({ path: at, query }) => {
      if (at === '/storage/uploads') return { cid: 'bafy', bytes: 9 };
      if (query.includes('createUpload'))
        return { data: { createUpload: { url: `${gateway?.url ?? ''}/storage/uploads` } } };
      if (query.includes('subscription')) return [{ data: { jobProgress: progress } }];
      const node = { attempts, output: reading, failure: null };
      if (query.includes('infer(')) return { data: { infer: { job: { id: 'job_1' }, task: null } } };
      return { data: { job: { tasks: { edges: [{ node }] } } } };
    });
    expect(await run(['infer', 'ocr', file])).toBe(0);
    expect(out).toBe('hello\nworld\n');
  });

  it('exits with 1 when the file is not there', async () => {
    await serve(() => ({}));
    expect(await run(['infer', 'ocr', path.join(folder, 'none.png')])).toBe(1);
    expect(err).toContain('FILE_UNREADABLE');
    expect(gateway?.asked).toEqual([]);
  });

  it('exits with 6 when the job failed, after showing why', async () => {
    const node = {
      ordinal: 0,
      state: 'FAILED',
      text: null,
      failure: { code: 'IMAGE_UNREADABLE', message: 'no picture' },
    };
    const job = {
      id: 'job_1',
      state: 'FAILED',
      progress: 1,
      createdAt: '',
      finishedAt: '',
      counts: { ...counts, succeeded: 0, failed: 2 },
      tasks: { edges: [{ node }] },
    };
    await serve(() => ({ data: { job } }));
    expect(await run(['job', 'job_1'])).toBe(6);
    expect(out).toContain('IMAGE_UNREADABLE: no picture');
  });

  it('shows why a job waits, alone and among others', async () => {
    const waitingReason = 'no device of its fleet is connected';
    const job = {
      ...{ id: 'job_1', state: 'QUEUED', progress: 0, createdAt: 'now', finishedAt: null, waitingReason },
      ...{ counts, tasks: { edges: [] } },
    };
    await serve(({ query }) => ({
      data: query.includes('jobs(') ? { jobs: { edges: [{ node: job }] } } : { job },
    }));
    expect(await run(['job', 'job_1'])).toBe(0);
    expect(out).toContain(`  waits: ${waitingReason}\n`);
    out = '';
    expect(await run(['jobs'])).toBe(0);
    expect(out).toContain(waitingReason);
  });

  it('watches a job live until it is finished', async () => {
    const job = {
      id: 'job_1',
      state: 'SUCCEEDED',
      progress: 1,
      createdAt: '',
      finishedAt: '',
      counts,
      tasks: { edges: [] },
    };
    const events = [0.5, 1].map((progress) => ({
      data: {
        jobProgress: {
          state: progress < 1 ? 'RUNNING' : 'SUCCEEDED',
          finished: progress === 1,
          progress,
          counts,
        },
      },
    }));
    await serve(({ query }) => (query.includes('subscription') ? events : { data: { job } }));
    expect(await run(['job', 'job_1', '--watch'])).toBe(0);
    expect(out).toContain('job_1  SUCCEEDED  2/2');
  });

  describe('login', () => {
    const viewer = { data: { viewer: { roles: ['OPERATOR'], community: { id: 'com_1', name: 'Home' } } } };

    it('trades a one-time link for a key and remembers it for its owner only', async () => {
      await serve(({ query }) => {
        if (query.includes('redeemSignInCode'))
          return { data: { redeemSignInCode: { accessToken: 'token', community: { id: 'com_1' } } } };
        if (query.includes('createPersonalApiKey'))
          return { data: { createPersonalApiKey: { secret: 'aic_new' } } };
        return viewer;
      });
      expect(await run(['login', `${gateway?.url ?? ''}/sign-in?code=abc`], { apiKey: undefined })).toBe(0);
      const file = path.join(folder, 'aic', 'config.json');
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ url: gateway?.url, apiKey: 'aic_new' });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(gateway?.asked.map(({ authorization }) => authorization)).toEqual([
        undefined,
        'Bearer token',
        'Bearer aic_new',
      ]);
      expect(out + err).not.toContain('aic_new');
      const asked = gateway?.asked.find(({ query }) => query.includes('createPersonalApiKey'));
      expect(Object.keys(asked?.variables.input ?? {})).toEqual(['name']);
    });

    it('takes a key that is typed in', async () => {
      await serve(() => viewer);
      expect(await run(['login'], { apiKey: undefined, typed: 'aic_typed\n' })).toBe(0);
      expect(gateway?.asked[0]?.authorization).toBe('Bearer aic_typed');
      expect(out).toContain('operator of Home');
    });

    it.each(['UNAUTHENTICATED', 'UNAUTHORIZED_FIELD'])(
      'remembers nothing when the key is wrong: %s',
      async (code) => {
        await serve(() => ({ errors: [{ message: 'no', extensions: { code } }] }));
        expect(await run(['login'], { apiKey: undefined, typed: 'aic_wrong\n' })).toBe(3);
        await expect(stat(path.join(folder, 'aic', 'config.json'))).rejects.toThrow();
      },
    );

    it('refuses a link that is none', async () => {
      expect(await run(['login', 'hello'])).toBe(2);
    });
  });
});
