import { copyFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api } from '../system/Api.js';
import { eventually } from '../system/eventually.js';
import { freePortBlock } from '../system/freePortBlock.js';
import { allTasks, reported, submitJob } from '../system/jobs.js';
import {
  approveMachine,
  isClosed,
  Machine,
  newMember,
  openMembersFleet,
  vouchFor,
} from '../system/machines.js';
import { publishModel } from '../system/models.js';
import { readWelcome, welcomePicture, welcomeText } from '../system/pictures.js';
import { runProgram, startProgram, type Outcome, type ProgramSettings } from '../system/runProgram.js';
import { codeOf, ownersLink, signedIn } from '../system/signIn.js';
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
    expect(table.out).toMatch(/^JOB +STATE +DONE +SUBMITTED +WAITS\n/);
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

describe('aic, approved in a browser,', () => {
  let terminal: string;
  let owner: Api;
  const there = (words: readonly string[]) => aic(words, { environment: { AIC_CONFIG_DIR: terminal } });

  beforeAll(async () => {
    terminal = await temporaryFolder();
    owner = await signedIn(system.api, await ownersLink(system.api));
  });
  afterAll(() => rm(terminal, { recursive: true, force: true }));

  /** A program that waits, and the code it shows. */
  async function waitingLogin() {
    const program = startProgram(script, ['login', '--device', '--url', system.api.connection.url], {
      environment: { AIC_CONFIG_DIR: terminal },
    });
    const code = await eventually('the code is shown', () => {
      const [shown] = /[B-Z]{4}-[B-Z]{4}/.exec(program.output().err) ?? [];
      return shown;
    });
    return { program, code };
  }

  test('is interrupted cleanly while it waits', limit, async () => {
    const { program } = await waitingLogin();
    program.child.kill('SIGINT');
    expect(await program.ended).toMatchObject({ code: 130, out: '' });
    expect(await there(['jobs'])).toMatchObject({ code: 3 });
  });

  test('acts as whoever approved it, with tokens only its owner can read', limit, async () => {
    const { program, code } = await waitingLogin();
    await owner.ask(z.object({ approveDevice: z.object({ userCode: z.literal(code) }) }), {
      query: 'mutation Approve($code: String!) { approveDevice(userCode: $code) { userCode } }',
      variables: { code },
    });
    expect(await program.ended).toMatchObject({
      code: 0,
      out: `Signed in to ${system.api.connection.url} as owner of Home.\n`,
    });
    const file = path.join(terminal, 'config.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('administers members and keys', limit, async () => {
    const added = await there(['members', 'add', 'Ada', '--roles', 'member', '--json']);
    const { person } = z.object({ person: z.object({ id: z.string() }) }).parse(JSON.parse(added.out));
    expect((await there(['members', 'set-roles', person.id, '--roles', 'developer'])).code).toBe(0);
    expect((await there(['members', 'list'])).out).toMatch(new RegExp(`${person.id} +developer +Ada`));
    const permissions = ['--permissions', 'models:publish,models:read'];
    expect((await there(['roles', 'create', 'curator', ...permissions])).out).toContain('curator (rol_');
    const granted = await there(['roles', 'grant', 'curator', person.id, '--days', '7', '--json']);
    const grant = JSON.parse(granted.out) as { id: string };
    expect((await there(['roles', 'grants', person.id])).out).toMatch(/curator +the community +2/);
    expect((await there(['roles', 'revoke', grant.id])).code).toBe(0);
    expect((await there(['roles', 'delete', 'curator'])).code).toBe(0);
    expect((await there(['members', 'remove', person.id])).code).toBe(0);
    const created = await there(['keys', 'create', 'ci', '--roles', 'developer', '--days', '1', '--json']);
    const { secret, apiKey } = z
      .object({ secret: z.string(), apiKey: z.object({ id: z.string() }) })
      .parse(JSON.parse(created.out));
    const environment = { AIC_URL: system.api.connection.url, AIC_API_KEY: secret };
    expect(await aic(['jobs'], { environment })).toMatchObject({ code: 0 });
    expect((await there(['keys', 'revoke', apiKey.id])).code).toBe(0);
    expect((await there(['keys', 'list'])).out).toMatch(new RegExp(`${apiKey.id} +revoked`));
  });

  test('renews its access token by itself, once for all programs that run side by side', limit, async () => {
    const file = path.join(terminal, 'config.json');
    const settingsSchema = z.looseObject({ refreshToken: z.string(), accessTokenExpiresAt: z.string() });
    const before = settingsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const expired = { ...before, accessTokenExpiresAt: new Date().toISOString() };
    await writeFile(file, JSON.stringify(expired), { mode: 0o600 });
    const outcomes = await Promise.all([there(['jobs']), there(['jobs']), there(['jobs'])]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    const after = settingsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(after.refreshToken).not.toBe(before.refreshToken);
  });

  test('signs out for good: a copy of its tokens is worth nothing', limit, async () => {
    const file = path.join(terminal, 'config.json');
    const copy = await readFile(file, 'utf8');
    expect(await there(['logout'])).toMatchObject({ code: 0 });
    expect(await there(['jobs'])).toMatchObject({ code: 3 });
    await writeFile(file, copy, { mode: 0o600 });
    const refused = await eventually('the copy is refused', async () => {
      const outcome = await there(['jobs', '--json']);
      return outcome.code === 0 ? undefined : outcome;
    });
    expect([refused.code, errorIn(refused)]).toEqual([3, 'UNAUTHENTICATED']);
  });
});

describe('a machine that joins by itself', () => {
  let folder: string;
  let machine: Machine;
  let fleetId: string;
  const kept = z.object({ deviceId: z.string(), fleetId: z.string() });

  beforeAll(async () => {
    folder = await temporaryFolder();
    machine = new Machine(folder);
    fleetId = await openMembersFleet(system.api, 'sheds');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('says what to do while it belongs to no fleet', limit, async () => {
    const outcome = await machine.run([]);
    expect(outcome.code).toBe(1);
    expect(outcome.err).toContain('aic-agent join <address of the gateway>');
    expect((await machine.run(['frobnicate'])).code).toBe(2);
  });

  test(
    'is let in by a member who owns it, and runs tasks, whose results count once an operator vouches for it',
    limit,
    async () => {
      const words = [system.api.connection.url, '--fleet', fleetId, '--name', 'shed'];
      const interrupted = await machine.join(words);
      interrupted.program.child.kill('SIGINT');
      expect(await interrupted.program.ended).toMatchObject({ code: 130 });
      const { program, code } = await machine.join(words);
      expect(code).toBe(interrupted.code);
      const member = await newMember(system.api, 'Bea');
      await approveMachine(member, code);
      const joined = await program.ended;
      expect(joined).toMatchObject({ code: 0, err: '' });
      const { deviceId } = kept.parse(JSON.parse(await readFile(machine.file('device.json'), 'utf8')));
      expect(joined.out).toContain(`joined the fleet ${fleetId} as ${deviceId}.`);
      expect((await machine.run(['join', system.api.connection.url])).out).toContain(
        `${deviceId} of the fleet`,
      );

      const agent = machine.start();
      const job = { model: 'work', fleetId, items: [workItem(21, 2)] };
      const first = await submitJob(system.api, job);
      expect(await reported(system.api, first)).toMatchObject({ state: 'RUNNING', counts: { verifying: 1 } });
      await vouchFor(system.api, deviceId);
      await eventually('what waited is taken, since somebody vouches for the device', async () =>
        (await reported(system.api, first)).state === 'SUCCEEDED' ? true : undefined,
      );
      const [task] = await allTasks(system.api, first);
      expect(task?.attempts).toMatchObject([{ state: 'VALID', device: { id: deviceId } }]);
      agent.child.kill('SIGTERM');
      expect(await agent.ended).toMatchObject({ code: 0 });
    },
  );

  test('is refused within seconds once its fleet is closed', limit, async () => {
    const { setFleetEnrollment } = await system.api.ask(
      z.object({ setFleetEnrollment: z.object({ enrollment: z.object({ policy: z.string() }) }) }),
      {
        query: `mutation Close($fleetId: ID!) {
          setFleetEnrollment(fleetId: $fleetId, enrollment: { policy: CLOSED }) { enrollment { policy } }
        }`,
        variables: { fleetId },
      },
    );
    expect(setFleetEnrollment.enrollment.policy).toBe('CLOSED');
    await eventually('identity knows', () => isClosed(system.api, fleetId), 5_000);
    const stray = new Machine(path.join(folder, 'stray'));
    const { program, code } = await stray.join([system.api.connection.url, '--fleet', fleetId]);
    await expect(
      approveMachine(await signedIn(system.api, await ownersLink(system.api)), code),
    ).rejects.toThrow(/takes no more devices/);
    program.child.kill('SIGINT');
    expect(await program.ended).toMatchObject({ code: 130 });
  });
});
