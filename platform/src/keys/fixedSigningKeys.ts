import { parseJson } from './parseJson.js';
import { readSigningKeys } from './signingKey.js';
import { SigningKeys } from './SigningKeys.js';

/** Makes keys of a JSON text. Throws, naming the option it came from and nothing secret, when it holds no keys. */
export function fixedSigningKeys(
  text: string,
  settings: {
    readonly option: string;
    readonly tokenLifetimeSeconds: number;
    /** Unix seconds. */
    readonly clockSeconds?: () => number;
  },
): SigningKeys {
  const { option, tokenLifetimeSeconds, clockSeconds = () => Date.now() / 1_000 } = settings;
  try {
    return new SigningKeys(readSigningKeys(parseJson(text)), { tokenLifetimeSeconds, now: clockSeconds() });
  } catch (cause) {
    throw new Error(`${option} ${cause instanceof Error ? cause.message : 'cannot be used'}.`, { cause });
  }
}
