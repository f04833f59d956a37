import type { ReadinessCheck } from '../http/healthRoutes.js';
import type { Logger } from '../telemetry/createLogger.js';
import { fixedSigningKeys } from './fixedSigningKeys.js';
import { followKeyFile, readKeyFile } from './followKeyFile.js';
import type { SigningKeys } from './SigningKeys.js';

/** An option, by its name for messages, and its value. */
type Option = readonly [name: string, value: string | undefined];

export interface SigningKeysSettings {
  /** A file that is read again and again. */
  readonly file: Option;
  /** In its place, JSON text of a key that stays as it is. */
  readonly jwk: Option;
  /** Longest life of a token that is signed with the keys, seconds. */
  readonly tokenLifetimeSeconds: number;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Pause between two readings of the file, ms. Default: a second. */
  readonly everyMs?: number;
  /** Unix seconds. */
  readonly clockSeconds?: () => number;
}

/** Keys that follow where they come from until they are closed. */
export interface FollowedSigningKeys {
  readonly keys: SigningKeys;
  /** Ready with the last good keys, and says so when the file is not as it should be. */
  readonly readiness: ReadinessCheck;
  close(): Promise<void>;
}

/**
 * Opens the keys of one of two options. A file is read again every second, so that all replicas take up what an operator, or an
 * orchestrator that mounts a secret, puts there; one that is missing or malformed then leaves the last good keys in force.
 * Rejects, naming the options and nothing secret, when there are no keys at the start, or both options are set.
 */
export async function openSigningKeys(settings: SigningKeysSettings): Promise<FollowedSigningKeys> {
  const [option, file] = settings.file;
  const [jwkOption, jwk] = settings.jwk;
  if (jwk !== undefined && file === undefined) {
    const keys = fixedSigningKeys(jwk, { ...settings, option: jwkOption });
    const readiness = { name: 'signing-keys', check: () => undefined };
    return { keys, readiness, close: () => Promise.resolve() };
  }
  if (file === undefined || jwk !== undefined)
    throw new Error(`Either ${option} or ${jwkOption} is needed, and not both.`);
  const text = await readKeyFile(file).catch((cause: unknown) => {
    throw new Error(`${option} names a file that cannot be read.`, { cause });
  });
  return follow(settings, { option, file, text });
}

function follow(
  settings: SigningKeysSettings,
  source: { readonly option: string; readonly file: string; readonly text: string },
): FollowedSigningKeys {
  const { log, everyMs = 1_000, clockSeconds = () => Date.now() / 1_000 } = settings;
  const keys = fixedSigningKeys(source.text, { ...settings, option: source.option });
  const followed = followKeyFile({ ...source, keys, log, everyMs, clockSeconds });
  const remark = (): string | undefined => {
    const words = followed.problem();
    return words && `${words}; the former keys stay in force`;
  };
  const readiness = { name: 'signing-keys', check: () => undefined, remark };
  return { keys, readiness, close: followed.close };
}
