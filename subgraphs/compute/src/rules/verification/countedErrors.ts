/** An attempt as far as counting errors needs it. */
interface CountedAttempt {
  readonly ownerId: string;
  readonly state: string;
}

/**
 * The errors of a task that count towards `maxErrors`: one an owner where devices of several owners had it, so that no owner makes it
 * fail alone. Where it was one owner's affair each counts, as nobody else was there. Whose device it was is not always
 * known: each such error counts.
 */
export function countedErrors(attempts: readonly CountedAttempt[]): number {
  const owners = new Set(attempts.map(({ ownerId }) => ownerId));
  const errors = attempts.filter(({ state }) => state === 'ERROR').map(({ ownerId }) => ownerId);
  if (owners.size < 2) return errors.length;
  const unknown = errors.filter((ownerId) => ownerId === '').length;
  return unknown + new Set(errors.filter((ownerId) => ownerId !== '')).size;
}
