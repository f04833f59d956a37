import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeySetFile } from '../../../src/keys/rotation/keySetFile.js';
import { parseRotationOptions } from '../../../src/keys/rotation/options.js';
import { runTask } from '../../../src/keys/rotation/runTask.js';

const program = fileURLToPath(new URL('../../../dist/keys/rotation/main.js', import.meta.url));
const run = promisify(execFile);
const now = 1_900_000_000;

describe('npm run rotate-keys', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'aic-rotation-'));
    file = path.join(folder, 'keys', 'passport.json');
    await runTask({ kind: 'create' }, file, now);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const kids = async () => (await readKeySetFile(file)).map(({ kid }) => kid);

  it('makes a file once, for its owner only', async () => {
    const made = await readFile(file, 'utf8');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await runTask({ kind: 'create' }, file, now)).toEqual([`${file}: is there already`]);
    expect(await readFile(file, 'utf8')).toBe(made);
  });

  it('adds a key that signs later, and not a second one before it does', async () => {
    const [first] = await kids();
    await runTask({ kind: 'rotate', leadSeconds: 60 }, file, now);
    const keys = await readKeySetFile(file);
    expect(keys.map(({ kid, nbf }) => [kid, nbf])).toEqual([
      [first, 0],
      [expect.any(String), now + 60],
    ]);
    expect(await runTask({ kind: 'rotate', leadSeconds: 60 }, file, now + 59)).toEqual([
      expect.stringContaining('unchanged'),
    ]);
    await runTask({ kind: 'rotate', leadSeconds: 60 }, file, now + 60);
    expect(await kids()).toHaveLength(3);
  });

  it('replaces a key that signs and is taken away', async () => {
    const [first = ''] = await kids();
    const lines = await runTask({ kind: 'remove', kid: first }, file, now);
    const [key, ...others] = await readKeySetFile(file);
    expect(others).toEqual([]);
    expect(key).toMatchObject({ nbf: now });
    expect(key?.kid).not.toBe(first);
    expect(lines).toEqual([
      `${file}: ${first} is removed`,
      expect.stringContaining(`${key?.kid ?? ''} signs`),
    ]);
    expect(await runTask({ kind: 'remove', kid: first }, file, now)).toEqual([
      expect.stringContaining('unchanged'),
    ]);
  });

  it('does not write what somebody else is writing', async () => {
    await writeFile(`${file}.new`, '');
    await expect(runTask({ kind: 'rotate', leadSeconds: 0 }, file, now)).rejects.toThrow('EEXIST');
  });

  it('refuses a file that holds anything else, and repeats nothing of it', async () => {
    await writeFile(file, '{"keys":[{"d":"my-secret"');
    await expect(runTask({ kind: 'list' }, file, now)).rejects.toThrow(`${file}: is no JSON`);
  });

  it('says what it did, and shows no private key', async () => {
    await run(process.execPath, [program, '--lead', '30', file]);
    const { stdout } = await run(process.execPath, [program, '--list', file]);
    const [first, second] = await readKeySetFile(file);
    expect(stdout).toContain(`${first?.kid ?? ''} signs`);
    expect(stdout).toContain(`${second?.kid ?? ''} is yet to sign`);
    expect(stdout).not.toContain(first?.d);
    await expect(run(process.execPath, [program, '--lead', 'soon', file])).rejects.toMatchObject({ code: 1 });
  });

  it.each([
    [[], { kind: 'rotate', leadSeconds: 60 }],
    [['--lead', '5'], { kind: 'rotate', leadSeconds: 5 }],
    [['--remove', 'k'], { kind: 'remove', kid: 'k' }],
    [['--create'], { kind: 'create' }],
    [['--list'], { kind: 'list' }],
  ])('understands %j', (args, task) => {
    expect(parseRotationOptions([...args, 'a', 'b'])).toEqual({ task, files: ['a', 'b'] });
    expect(parseRotationOptions(args)?.files).toEqual([
      ...['.data/keys/passport.json', '.data/keys/identity.json'],
    ]);
  });

  it.each([[['--lead', '-1']], [['--lead', '1e9']], [['--list', '--create']], [['--nothing']]])(
    'does not understand %j',
    (args) => {
      expect(() => parseRotationOptions(args)).toThrow();
    },
  );
});
