import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('fixtures/service.mjs', import.meta.url));

interface Service {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  output(): string;
  /** Its first message over IPC. */
  readonly message: Promise<unknown>;
  /** Its exit code. */
  readonly exited: Promise<unknown>;
}

const services: Service[] = [];

function start(...arguments_: readonly string[]): Service {
  const child = fork(script, arguments_, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  if (child.stdout === null || child.stderr === null) throw new Error('it has no output');
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()));
  const service = {
    child,
    output: () => output,
    message: once(child, 'message').then(([message]: unknown[]) => message),
    exited: exit(child),
  };
  services.push(service);
  return service;
}

/** Its exit code, or the signal that ended it, once it is gone and all it wrote was read. */
async function exit(child: ChildProcess): Promise<unknown> {
  const [[code, signal]] = await Promise.all([
    once(child, 'exit') as Promise<[number | null, string | null]>,
    child.stdout === null ? undefined : once(child.stdout, 'close'),
  ]);
  return code ?? signal;
}

afterEach(() => {
  for (const { child } of services.splice(0))
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
});

describe('runMain', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('drains and exits with 0 on %s', async (signal) => {
    const { child, message, exited, output } = start('works');
    expect(await message).toEqual({ type: 'ready' });
    child.kill(signal);
    expect(await exited).toBe(0);
    expect(output()).toContain('drained');
    expect(output()).toContain(`"reason":"${signal}"`);
  });

  it('drains and exits with 0 when the process that started it is gone', async () => {
    const { child, message, exited, output } = start('works');
    await message;
    child.disconnect();
    expect(await exited).toBe(0);
    expect(output()).toContain('drained');
  });

  it.each([
    ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
    ['the end of its parent', (child: ChildProcess) => child.disconnect()],
  ])('finishes starting and drains on %s in the middle of it', async (_, end) => {
    const { child, exited, output } = start('slowly');
    await expect.poll(output, { timeout: 20_000 }).toContain('starting');
    end(child);
    expect(await exited).toBe(0);
    expect(output()).toContain('drained');
  });

  it('exits with 1 when it cannot start, and says why without secrets', async () => {
    const { message, exited, output } = start('fails');
    expect(await message).toEqual({
      type: 'failed',
      message: 'cannot reach postgresql://me:[secret]@127.0.0.1/db',
    });
    expect(await exited).toBe(1);
    expect(output()).toContain('the service could not start');
    expect(output()).not.toContain('hunter2');
  });

  it.each(['rejection', 'exception'])('logs an unforeseen %s and exits with 1', async (kind) => {
    const { child, message, exited, output } = start('mistaken', kind);
    await message;
    child.send('now');
    expect(await exited).toBe(1);
    expect(output()).toMatch(/"level":"fatal".*nobody (handles|catches) this/);
  });

  it('exits with 1 when closing fails', async () => {
    const { child, message, exited, output } = start('unclosable');
    await message;
    child.kill('SIGTERM');
    expect(await exited).toBe(1);
    expect(output()).toContain('stopping failed');
  });
});
