import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Supervisor } from '../../src/processes/Supervisor.js';

describe('Supervisor', () => {
  let folder: string;
  let supervisor: Supervisor;
  let crashes: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'aic-supervisor-'));
    crashes = [];
    supervisor = new Supervisor({
      logFolder: path.join(folder, 'logs'),
      onCrash: (name, how) => crashes.push(`${name}: ${how}`),
      startTimeoutMs: 5_000,
      stopTimeoutMs: 500,
    });
  });

  afterEach(async () => {
    await supervisor.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (
    name: string,
    script: string,
    environment: Record<string, string> = {},
  ): Promise<void> => {
    const file = path.join(folder, `${name}.mjs`);
    await writeFile(file, script);
    await supervisor.start({ name, script: file, environment });
  };
  const untilStopped = "setInterval(() => undefined, 1_000); process.send({ type: 'ready' });";
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('resolves when a process says it is ready, and keeps its output', async () => {
    await start('talker', `console.log('hello', process.env.NAME); ${untilStopped}`, { NAME: 'there' });
    await expect.poll(() => readFile(path.join(folder, 'logs', 'talker.log'), 'utf8')).toBe('hello there\n');
  });

  it('gives a process its own environment and nothing of ours', async () => {
    await start(
      'quiet',
      `console.log(Object.keys(process.env).filter((key) => key !== 'NODE_CHANNEL_FD' && key !== 'NODE_CHANNEL_SERIALIZATION_MODE').join()); ${untilStopped}`,
      { ONLY: '1' },
    );
    await expect.poll(() => readFile(path.join(folder, 'logs', 'quiet.log'), 'utf8')).toBe('ONLY\n');
  });

  it.each([
    ["process.send({ type: 'failed', message: 'no database' });", 'no database'],
    ['process.exit(3);', 'exit code 3'],
  ])('rejects when a process cannot start: %s', async (script, reason) => {
    await expect(start('broken', script)).rejects.toThrow(`broken did not start: `);
    await expect(start('broken', script)).rejects.toThrow(reason);
  });

  it('starts a process that was killed again', async () => {
    await start('phoenix', untilStopped);
    const first = supervisor.pid('phoenix') ?? 0;
    process.kill(first, 'SIGKILL');
    await expect.poll(() => supervisor.pid('phoenix'), { timeout: 5_000 }).not.toBe(first);
    expect(crashes).toEqual(['phoenix: SIGKILL']);
  });

  it('stops a process that will not listen', async () => {
    await start('stubborn', `process.on('SIGTERM', () => undefined); ${untilStopped}`);
    const pid = supervisor.pid('stubborn') ?? 0;
    await supervisor.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('starts nothing once it stops', async () => {
    await supervisor.stop();
    await expect(start('late', untilStopped)).rejects.toThrow('being stopped');
  });
});
