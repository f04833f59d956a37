import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePortBlock } from '../system/freePortBlock.js';
import { submitJob } from '../system/jobs.js';
import { publishModel } from '../system/models.js';
import { readWelcome, welcomePicture, welcomeText } from '../system/pictures.js';
import { runProgram, type Outcome, type ProgramSettings } from '../system/runProgram.js';
import { codeOf, ownersLink } from '../system/signIn.js';
import { projectRoot, temporaryFolder, TestSystem } from '../system/TestSystem.js';
import { workItem, workModel } from '../system/workModel.js';

const script = path.join(projectRoot, 'cli/dist/main.js');
const limit = { timeout: 90_000 };

let system: TestSystem;
let home: string;
let link: string;

beforeAll(async () => {
  system = await TestSystem.start();
  home = await temporaryFolder();
  expect(await readWelcome(system.api)).toContain(welcomeText);
  await publishModel(system.api, 'work', workModel(8));
  link = await ownersLink(system.api);
}, 180_000);

afterAll(async () => {
  await system.end();
  await rm(home, { recursive: true, force: true });
}, 60_000);

/** Runs `aic` as somebody whose settings are in `home`. */
function aic(words: readonly string[], settings: ProgramSettings = {}): Promise<Outcome> {
  return runProgram(script, words, {
    ...settings,
    environment: { AIC_CONFIG_DIR: home, ...settings.environment },
  });
}

function errorIn({ err }: Outcome): string {
  const last = err.trim().split('\n').at(-1) ?? '';
  return z.object({ error: z.object({ code: z.string() }) }).parse(JSON.parse(last)).error.code;
}

describe('aic, before signing in,', () => {
  test('says so, with exit code 3', limit, async () => {
    for (const words of [['jobs'], ['infer', 'ocr', welcomePicture], ['job', 'job_1']]) {
      const outcome = await aic([...words, '--json']);
      expect([outcome.code, errorIn(outcome), outcome.out]).toEqual([3, 'NOT_SIGNED_IN', '']);
    }
  });

  test('explains itself, and refuses commands it does not know with exit code 2', limit, async () => {
    const help = await aic(['help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('aic infer MODEL FILE');
    expect(await aic(['frobnicate'])).toMatchObject({ code: 2, out: '' });
    expect(await aic(['infer', 'ocr'])).toMatchObject({ code: 2, out: '' });
  });

  test('refuses a wrong API key with exit code 3, and remembers nothing', limit, async () => {
    const wrong = `${(system.api.connection.credential ?? '').slice(0, -4)}AAAA`;
    const words = ['login', '--url', system.api.connection.url, '--json'];
    const outcome = await aic(words, { input: `${wrong}\n` });
    expect([outcome.code, errorIn(outcome)]).toEqual([3, 'UNAUTHENTICATED']);
    expect(outcome.err).not.toContain(wrong);
    expect(await aic(['jobs'])).toMatchObject({ code: 3 });
  });
});

describe('aic login', () => {
  test('works once with a one-time link', limit, async () => {
    const outcome = await aic(['login', link]);
    expect(outcome).toMatchObject({ code: 0, err: '' });
    expect(outcome.out).toBe(`Signed in to ${new URL(link).origin} as owner of Home.\n`);
    expect(await aic(['jobs', '--json'])).toMatchObject({ code: 0 });
  });

  test('fails the second time with exit code 3, and stays signed in', limit, async () => {
    const before = await readFile(path.join(home, 'config.json'), 'utf8');
    const outcome = await aic(['login', link, '--json']);
    expect([outcome.code, errorIn(outcome)]).toEqual([3, 'SIGN_IN_CODE_INVALID']);
    expect(outcome.err).not.toContain(codeOf(link));
    expect(await readFile(path.join(home, 'config.json'), 'utf8')).toBe(before);
  });
});

describe('aic, signed in,', () => {
  const readingSchema = z.object({
    text: z.string(),
    lines: z.array(
      z.object({ text: z.string(), confidence: z.number(), box: z.array(z.unknown()).length(4) }),
    ),
    jobId: z.string().startsWith('job_'),
    deviceId: z.string().startsWith('dev_'),
    milliseconds: z.number().positive(),
  });

  test('reads a picture and prints its text', limit, async () => {
    const outcome = await aic(['infer', 'ocr', welcomePicture]);
    expect(outcome.code).toBe(0);
    expect(outcome.out.split('\n')).toHaveLength(5);
    expect(outcome.out).toContain(`${welcomeText}\n`);
    expect(outcome.err).toMatch(/^4 lines in \d+ ms on \S.* \(job_\w+\)\n$/);
  });

  test('reads a picture and prints one line of JSON', limit, async () => {
    const { code, out, err } = await aic(['infer', 'ocr', welcomePicture, '--json']);
    expect([code, err]).toEqual([0, '']);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    const reading = readingSchema.parse(JSON.parse(out));
    expect(reading.lines[0]?.text).toBe(welcomeText);
    expect(reading.text).toBe(reading.lines.map(({ text }) => text).join('\n'));
  });

  test('lists the newest jobs first', limit, async () => {
    const id = await submitJob(system.api, { model: 'work', items: [workItem(1, 2)] });
    const { code, out } = await aic(['jobs', '--first', '2', '--json']);
    expect(code).toBe(0);
    const jobs = z.array(z.object({ id: z.string(), state: z.string() })).parse(JSON.parse(out));
    expect(jobs.map((job) => job.id)).toEqual([id, expect.any(String)]);
    const table = await aic(['jobs', '--first', '2']);
    expect(table.out).toMatch(/^JOB +STATE +DONE +SUBMITTED\n/);
    expect(table.out).toContain(id);
  });

  test('watches a job to its end', limit, async () => {
    const items = Array.from({ length: 40 }, (_, index) => workItem(index, 256));
    const id = await submitJob(system.api, { model: 'work', items });
    const outcome = await aic(['job', id, '--watch']);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.out).toContain(`${id}  SUCCEEDED  40/40 succeeded, 0 failed`);
  });

  test('says that a job failed with exit code 6', limit, async () => {
    const words = path.join(home, 'words.png');
    await writeFile(words, 'These are words, not a picture.');
    const inference = await aic(['infer', 'ocr', words, '--json']);
    expect([inference.code, errorIn(inference)]).toEqual([1, 'IMAGE_UNREADABLE']);
    const jobs = await aic(['jobs', '--first', '1', '--json']);
    const [job] = z
      .array(z.object({ id: z.string(), state: z.literal('FAILED') }))
      .parse(JSON.parse(jobs.out));
    const outcome = await aic(['job', job?.id ?? '', '--json']);
    expect([outcome.code, errorIn(outcome)]).toEqual([6, 'JOB_FAILED']);
  });

  test('says that there is no such file with exit code 1', limit, async () => {
    const outcome = await aic(['infer', 'ocr', path.join(home, 'nowhere.png'), '--json']);
    expect([outcome.code, errorIn(outcome)]).toEqual([1, 'FILE_UNREADABLE']);
  });

  test('says that there is no such job or model with exit code 4', limit, async () => {
    for (const flags of [[], ['--watch']]) {
      const outcome = await aic(['job', 'job_01k9zzzzzzzzzzzzzzzzzzzzzz', ...flags, '--json']);
      expect([outcome.code, errorIn(outcome)]).toEqual([4, 'JOB_NOT_FOUND']);
    }
    const outcome = await aic(['infer', 'no-such-model', welcomePicture, '--json']);
    expect([outcome.code, errorIn(outcome)]).toEqual([4, 'MODEL_NOT_FOUND']);
  });

  test('says that nobody answers with exit code 5', limit, async () => {
    const environment = { AIC_URL: `http://127.0.0.1:${await freePortBlock()}` };
    const outcome = await aic(['jobs', '--json'], { environment });
    expect([outcome.code, errorIn(outcome)]).toEqual([5, 'UNREACHABLE']);
  });

  test('says that its settings are broken instead of guessing', limit, async () => {
    const broken = await temporaryFolder();
    await copyFile(welcomePicture, path.join(broken, 'config.json'));
    const outcome = await aic(['jobs', '--json'], { environment: { AIC_CONFIG_DIR: broken } });
    await rm(broken, { recursive: true, force: true });
    expect([outcome.code, errorIn(outcome)]).toEqual([1, 'SETTINGS_UNREADABLE']);
  });
});
