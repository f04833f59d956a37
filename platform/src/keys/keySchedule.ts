/** When a key begins to sign. */
export interface ScheduledKey {
  readonly kid: string;
  /** Unix seconds. */
  readonly nbf: number;
}

/** A key whose public half is to be known now, and until when it is accepted: Unix seconds; undefined: until another one follows it. */
export interface PublishedKey<Key extends ScheduledKey> {
  readonly key: Key;
  readonly exp: number | undefined;
}

/** How far the clocks of two replicas may be apart, seconds. */
export const clockSkewSeconds = 5;

/** The order in which keys sign; ids decide where two begin together, so that all replicas agree. */
export function inOrder<Key extends ScheduledKey>(keys: readonly Key[]): readonly Key[] {
  return keys.toSorted((one, other) => one.nbf - other.nbf || (one.kid < other.kid ? -1 : 1));
}

/** The key that signs at an instant: the last that has begun. Undefined before the first. Keys are in order. */
export function signingKeyAt<Key extends ScheduledKey>(keys: readonly Key[], now: number): Key | undefined {
  return keys.findLast(({ nbf }) => nbf <= now);
}

/**
 * The keys to publish at an instant: those to come, the one that signs, and former ones until the last token they signed is
 * over, by a clock that is late. Keys are in order.
 */
export function publishedAt<Key extends ScheduledKey>(
  keys: readonly Key[],
  { now, tokenLifetimeSeconds }: { readonly now: number; readonly tokenLifetimeSeconds: number },
): readonly PublishedKey<Key>[] {
  return keys
    .map((key, index) => {
      const follower = keys[index + 1];
      const exp = follower && follower.nbf + tokenLifetimeSeconds + 2 * clockSkewSeconds;
      return { key, exp };
    })
    .filter(({ exp }) => exp === undefined || now < exp);
}

/** Whether tokens of a published key are accepted at an instant: not before it signs, not after its end. */
export function isAccepted(
  { nbf, exp }: { readonly nbf: number; readonly exp: number | undefined },
  now: number,
): boolean {
  return nbf - clockSkewSeconds <= now && (exp === undefined || now < exp);
}
