import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A service in a process of its own. */
export interface TestProcess {
  readonly pid: number;
  /** Where it listens. */
  readonly host: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
}

const startMilliseconds = 60_000;

/** Starts a built service on a free port and waits until it is ready and has logged where it listens. */
export async function startProcess(
  main: string,
  environment: Readonly<Record<string, string>>,
): Promise<TestProcess> {
  const child = fork(main, {
    env: { PATH: process.env.PATH, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [host] = await Promise.all([listeningHost(child), ready(child)]);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await exited)[0];
  };
  return {
    host,
    pid: child.pid ?? 0,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

async function listeningHost({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the process has no output');
  const lines = createInterface({ input: stdout });
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      const host = /listening at http:\/\/(127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (host !== undefined) resolve(host);
    });
  });
}

async function ready(child: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(startMilliseconds);
  const [message] = (await once(child, 'message', { signal })) as [{ type: string }];
  if (message.type !== 'ready') throw new Error(`the service did not start: ${JSON.stringify(message)}`);
}
