import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ReadyProcess {
  readonly child: ChildProcess;
  /** The line that said it is ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Sends the signal and resolves with the exit code when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a Node script and waits, 110 s at most, for a JSON line with `"event":"ready"` on its standard output. */
export async function spawnReady(
  script: string,
  arguments_: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ReadyProcess> {
  const child = spawn(process.execPath, [script, ...arguments_], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const parsed = line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : {};
      if (parsed.event === 'ready') resolve(parsed);
    });
  });
  const timeout = new Promise<undefined>((resolve) => setTimeout(resolve, 110_000, undefined).unref());
  const first = await Promise.race([ready, exited.then(() => undefined), timeout]);
  if (!first) {
    child.kill('SIGKILL');
    throw new Error(`${script} did not become ready: ${complaints}`);
  }
  return {
    child,
    ready: first,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return (await exited)[0];
    },
  };
}
