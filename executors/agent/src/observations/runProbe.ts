import { execFile } from 'node:child_process';

/** Runs a small program of the system and hands back what it printed; an empty text when it fails or takes too long. */
export type RunProbe = (file: string, args: readonly string[]) => Promise<string>;

const outputLimit = 1024 * 1024;

/** A {@link RunProbe} with a limit of time in milliseconds. */
export function probeWithin(limitMs: number): RunProbe {
  return (file, args) =>
    new Promise((resolve) => {
      const options = {
        timeout: limitMs,
        killSignal: 'SIGKILL',
        maxBuffer: outputLimit,
        windowsHide: true,
      } as const;
      try {
        execFile(file, args, options, (error, stdout) => resolve(error === null ? stdout : ''));
      } catch {
        resolve('');
      }
    });
}
