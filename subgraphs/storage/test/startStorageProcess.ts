import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { capabilitySecret } from './startTestStorage.js';

/** The real service in a process of its own. */
export interface StorageProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** Starts the built service and waits until it is ready, 30 s at most. */
export async function startStorageProcess(
  environment: Readonly<Record<string, string>>,
): Promise<StorageProcess> {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const child = fork(main, {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      CAPABILITY_SECRET: capabilitySecret,
      MIN_FREE_BYTES: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [url] = await Promise.all([listeningUrl(child), ready(child)]);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await exited)[0];
  };
  return {
    url,
    pid: child.pid ?? 0,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

async function listeningUrl({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the process has no output');
  const lines = createInterface({ input: stdout });
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      const url = /listening at (http:\/\/[^"\s]+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

async function ready(child: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  const [message] = (await once(child, 'message', { signal })) as [{ type: string }];
  if (message.type !== 'ready') throw new Error(`the service did not start: ${JSON.stringify(message)}`);
}
