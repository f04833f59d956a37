import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a program left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A program under way. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** What it has written so far. */
  output(): { readonly out: string; readonly err: string };
  /** Settles when it has ended. Kills it and rejects when it has not after the limit. */
  readonly ended: Promise<Outcome>;
}

export interface ProgramSettings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly limitMs?: number;
}

/** Runs a Node script with an environment of its own: nothing of ours but the PATH. */
export function startProgram(
  script: string,
  words: readonly string[],
  { environment, input, limitMs = 60_000 }: ProgramSettings = {},
): RunningProgram {
  const child = spawn(process.execPath, [script, ...words], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined).end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const ended = once(child, 'close').then(([code, signal]: unknown[]): Outcome => {
    clearTimeout(timer);
    if (signal === 'SIGKILL' && child.killed)
      throw new Error(`Not ended within ${limitMs} ms: ${words.join(' ')}\n${err}`);
    return { code: typeof code === 'number' ? code : null, out, err };
  });
  ended.catch(() => undefined);
  return { child, output: () => ({ out, err }), ended };
}

/** Runs a Node script to its end. */
export function runProgram(
  script: string,
  words: readonly string[],
  settings?: ProgramSettings,
): Promise<Outcome> {
  return startProgram(script, words, settings).ended;
}
