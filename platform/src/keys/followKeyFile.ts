import { readFile } from 'node:fs/promises';
import type { Logger } from '../telemetry/createLogger.js';
import { parseJson } from './parseJson.js';
import { repeat } from './repeat.js';
import { readSigningKeys } from './signingKey.js';
import type { SigningKeys } from './SigningKeys.js';

export interface KeyFileSettings {
  readonly file: string;
  /** What is in it: the keys as they are now. */
  readonly text: string;
  readonly keys: SigningKeys;
  /** The option that names the file, for messages. */
  readonly option: string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Pause between two readings, ms. */
  readonly everyMs: number;
  /** Unix seconds. */
  readonly clockSeconds: () => number;
}

/** A file of keys that is read again and again. */
export interface FollowedKeyFile {
  /** Why the file could not be taken up, if it could not. */
  problem(): string | undefined;
  readonly close: () => Promise<void>;
}

const readMs = 5_000;

/** Reads the whole of a file. Rejects when that takes longer than five seconds. */
export function readKeyFile(file: string): Promise<string> {
  return readFile(file, { encoding: 'utf8', signal: AbortSignal.timeout(readMs) });
}

/** Puts in force what a file holds whenever that is something else; as long as it is no set of keys, the last one stays. */
export function followKeyFile(settings: KeyFileSettings): FollowedKeyFile {
  const { file, keys, option, log, everyMs, clockSeconds } = settings;
  let taken = settings.text;
  let problem: string | undefined;

  const take = (text: string): void => {
    const now = clockSeconds();
    keys.replace(readSigningKeys(parseJson(text)), now);
    taken = text;
    const kids = keys.published(now).keys.map(({ kid }) => kid);
    log.info({ option, kids, signing: keys.current(now).kid }, 'took up other signing keys');
  };
  const look = async (): Promise<void> => {
    const before = problem;
    try {
      const text = await readKeyFile(file).catch(() => Promise.reject(new Error('cannot be read')));
      if (text !== taken) take(text);
      problem = undefined;
    } catch (error) {
      problem = `${option} ${error instanceof Error ? error.message : 'cannot be used'}`;
      if (problem !== before) log.warn({ file, problem }, 'the former signing keys stay in force');
    }
  };
  const end = repeat(look, everyMs);
  const close = (): Promise<void> => {
    end();
    return Promise.resolve();
  };
  return { problem: () => problem, close };
}
