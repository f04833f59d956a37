import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../system/eventually.js';
import { freePortBlock, takenPorts } from '../system/freePortBlock.js';
import { welcomeText } from '../system/pictures.js';
import { aliveOf, descendantsOf, type ProcessMark } from '../system/processTree.js';
import { startProgram, type Outcome, type RunningProgram } from '../system/runProgram.js';
import { projectRoot, temporaryFolder } from '../system/TestSystem.js';

const script = path.join(projectRoot, 'deploy/local/dist/main.js');
const pictures = path.join(projectRoot, 'executors/agent/test/pictures');
const limit = { timeout: 180_000 };

/** Which processes are whose is read from /proc. */
describe.skipIf(process.platform !== 'linux')('npm start', () => {
  let folder: string;
  let port: number;

  beforeAll(async () => {
    folder = await temporaryFolder();
    port = await freePortBlock();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Starts the launcher, all of these tests on the same data, which therefore survives each of them. */
  function start(...words: readonly string[]): Family {
    const base = ['--data', path.join(folder, 'data'), '--port', String(port)];
    return new Family(startProgram(script, [...base, ...words], { limitMs: 120_000 }));
  }

  async function expectNothingLeft(family: Family, limitMs: number): Promise<void> {
    expect(family.marks.size).toBeGreaterThan(0);
    await eventually(
      'every process is gone',
      async () => {
        const alive = await aliveOf(family.marks);
        if (alive.length > 0) throw new Error(alive.join(', '));
        return true;
      },
      limitMs,
    );
    expect(await takenPorts(port)).toEqual([]);
  }

  test('stopped by Ctrl-C while PostgreSQL is being made leaves nothing behind', limit, async () => {
    const family = start('--once');
    await family.said('starting PostgreSQL and Kafka');
    await eventually('the first processes run', () => (family.marks.size >= 2 ? true : undefined));
    family.program.child.kill('SIGINT');
    expect((await family.ended()).code).toBe(130);
    await expectNothingLeft(family, 1_000);
  });

  test('stopped by Ctrl-C while the services start leaves nothing behind', limit, async () => {
    const family = start('--once', '--json');
    await family.said('starting the services');
    family.program.child.kill('SIGINT');
    expect(await family.ended()).toMatchObject({ code: 130, out: '' });
    await expectNothingLeft(family, 1_000);
  });

  test('with --once --json prints one line of JSON and leaves nothing behind', limit, async () => {
    const family = start('--once', '--json');
    const { code, out } = await family.ended();
    expect(code).toBe(0);
    expect(out).toMatch(/^[^\n]+\n$/);
    const reading = readingSchema.parse(JSON.parse(out));
    expect(reading.lines[0]?.text).toBe(welcomeText);
    expect(reading.text).toBe(reading.lines.map(({ text }) => text).join('\n'));
    await expectNothingLeft(family, 1_000);
  });

  test('with a broken picture says so and leaves nothing behind', limit, async () => {
    const broken = path.join(folder, 'broken.png');
    await writeFile(broken, 'These are words, not a picture.');
    const family = start('--once', '--json', '--image', broken);
    const { code, out, err } = await family.ended();
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('[IMAGE_UNREADABLE]');
    await expectNothingLeft(family, 1_000);
  });

  test('killed takes everything it started with it', limit, async () => {
    const family = start('--json', '--image', path.join(pictures, 'dark-theme.webp'));
    await family.printed('AI Collective is running');
    const [first = ''] = family.program.output().out.split('\n');
    expect(readingSchema.parse(JSON.parse(first)).lines.length).toBeGreaterThan(0);
    family.program.child.kill('SIGKILL');
    await family.program.ended.catch(() => undefined);
    await expectNothingLeft(family, 25_000);
  });

  test('goes on with its data afterwards, until Ctrl-C stops everything', limit, async () => {
    const family = start('--image', path.join(pictures, 'six-lines.jpg'));
    await family.printed('Ctrl-C stops everything');
    const { out } = family.program.output();
    expect(out).toContain('First inference: the text in the picture');
    expect(out).toMatch(/npx aic login 'http:\/\/localhost:\d+\/\S*code=/);
    family.program.child.kill('SIGINT');
    expect((await family.ended()).code).toBe(0);
    await expectNothingLeft(family, 1_000);
  });
});

const readingSchema = z.strictObject({
  text: z.string(),
  lines: z.array(
    z.strictObject({
      text: z.string(),
      confidence: z.number().min(0).max(1),
      box: z.array(z.tuple([z.number(), z.number()])).length(4),
    }),
  ),
  jobId: z.string().startsWith('job_'),
  deviceId: z.string().startsWith('dev_'),
  milliseconds: z.number().positive(),
});

/** A launcher and all processes that were ever seen below it. */
class Family {
  readonly marks = new Set<ProcessMark>();
  readonly #watching: NodeJS.Timeout;

  constructor(readonly program: RunningProgram) {
    const { pid = 0 } = program.child;
    this.#watching = setInterval(() => {
      void descendantsOf(pid).then((marks) => marks.forEach((mark) => this.marks.add(mark)));
    }, 100);
    void program.ended.catch(() => undefined).finally(() => clearInterval(this.#watching));
  }

  ended(): Promise<Outcome> {
    return this.program.ended;
  }

  /** Waits for words on standard error. */
  said(words: string): Promise<true> {
    return this.#waitFor(words, () => this.program.output().err);
  }

  /** Waits for words on standard output. */
  printed(words: string): Promise<true> {
    return this.#waitFor(words, () => this.program.output().out);
  }

  #waitFor(words: string, text: () => string): Promise<true> {
    return eventually(
      `"${words}" is told`,
      () => {
        if (text().includes(words)) return true;
        if (this.program.child.exitCode !== null) throw new Error(this.program.output().err);
        return undefined;
      },
      100_000,
    );
  }
}
