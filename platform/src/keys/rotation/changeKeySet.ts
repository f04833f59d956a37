import { inOrder, signingKeyAt } from '../keySchedule.js';
import type { PrivateJwk } from './newPrivateJwk.js';

/** The private keys of one file, in the order in which they sign. */
export type KeySet = readonly PrivateJwk[];

/** A key that has not signed for so long is thrown away: no token lives that long. Seconds. */
const keptSeconds = 3_600;

/** Adds a key that is to sign from its `nbf` on, and throws away those of which no token is left. */
export function withKey(
  keys: KeySet,
  { key, now }: { readonly key: PrivateJwk; readonly now: number },
): KeySet {
  const all = inOrder([...keys, key]);
  return all.filter((_, index) => (all[index + 1]?.nbf ?? now) > now - keptSeconds);
}

/** The key that waits for its time, if any. */
export function keyToCome(keys: KeySet, now: number): PrivateJwk | undefined {
  return keys.find(({ nbf }) => nbf > now);
}

/**
 * Takes a key out of the set, so that nothing it signed is accepted any more. Where it signs, `instead` does from now on.
 * Undefined when there is no such key.
 */
export function withoutKey(
  keys: KeySet,
  { kid, now, instead }: { readonly kid: string; readonly now: number; readonly instead: PrivateJwk },
): KeySet | undefined {
  const others = keys.filter((key) => key.kid !== kid);
  if (others.length === keys.length) return undefined;
  return signingKeyAt(keys, now)?.kid === kid
    ? withKey(others, { key: { ...instead, nbf: now }, now })
    : others;
}
