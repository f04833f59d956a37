import { createHash } from 'node:crypto';

/** The lot that an option draws: SHA-256 of the seed's bytes and the option's name in UTF-8, hex. */
export function lotOf(seed: Uint8Array, option: string): string {
  return createHash('sha256').update(seed).update(option, 'utf8').digest('hex');
}
