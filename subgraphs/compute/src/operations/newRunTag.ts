import { randomBytes } from 'node:crypto';

/** A tag for a run: see runIdOf. 40 random bits are enough to tell the few runs of one task apart. */
export function newRunTag(): string {
  return randomBytes(5).toString('hex');
}
