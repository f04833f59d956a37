import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The in-process broker in a process of its own, for tests. */
export interface TestBroker {
  /** Bootstrap address, `host:port`: the same after {@link TestBroker.restart}. */
  readonly brokers: string;
  readonly port: number;
  /** Of the process that runs now. */
  readonly pid: number;
  /** Ends it as a power cut would: what it held is gone. Resolves when the process is. */
  kill(): Promise<void>;
  /** Starts an empty broker at the same port, once the last one was killed or stopped. */
  restart(): Promise<void>;
  /** Asks it to stop; resolves with its exit code, null when it had to be killed. */
  stop(): Promise<number | null>;
}

interface BrokerProcess {
  readonly child: ChildProcess;
  readonly host: string;
  readonly port: number;
}

const startMilliseconds = 60_000;
const stopMilliseconds = 20_000;

const readySchema = z.object({ event: z.literal('ready'), host: z.string(), port: z.int().positive() });

/**
 * Starts a broker on the port, 0 for any free one, and waits until it takes connections, a minute at most.
 * Rejects with what it logged when it ends before.
 */
export async function startTestBroker({ port = 0 }: { readonly port?: number } = {}): Promise<TestBroker> {
  let current = await startProcess(port);
  const { host, port: actual } = current;
  return {
    brokers: `${host}:${actual}`,
    port: actual,
    get pid() {
      return current.child.pid ?? 0;
    },
    kill: async () => {
      await end(current.child, 'SIGKILL');
    },
    restart: async () => {
      await end(current.child, 'SIGKILL');
      current = await startProcess(actual);
    },
    stop: () => end(current.child, 'SIGTERM'),
  };
}

/** The child ends with this process: its IPC channel closes then. */
async function startProcess(port: number): Promise<BrokerProcess> {
  const main = fileURLToPath(new URL('../kafka/broker/main.js', import.meta.url));
  const child = fork(main, {
    env: { HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  child.stderr?.on('data', (text: Buffer) => output.push(text.toString()));
  try {
    return { child, ...(await readyLine(child, output)) };
  } catch (error) {
    await end(child, 'SIGKILL');
    throw error;
  }
}

function readyLine(
  child: ChildProcess,
  output: string[],
): Promise<{ readonly host: string; readonly port: number }> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the broker has no output');
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`The test broker ${why}: ${output.slice(-20).join('\n')}`));
    };
    const timer = setTimeout(() => fail('was not ready in a minute'), startMilliseconds);
    child.once('error', ({ message }) => fail(message));
    child.once('close', () => fail('ended before it was ready'));
    createInterface({ input: stdout }).on('line', (line) => {
      output.push(line);
      const ready = readySchema.safeParse(parseJson(line));
      if (!ready.success) return;
      clearTimeout(timer);
      resolve(ready.data);
    });
  });
}

/** Sends the signal and waits until the process is gone; what does not go in 20 s is killed. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMilliseconds);
  child.kill(signal);
  try {
    return (await exited)[0];
  } finally {
    clearTimeout(timer);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
