interface RotatedKey {
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/**
 * When the old and the new key of a rotation expire. The old one works on for the overlap, but never longer than
 * it would have; the new one lives as long as the old one was meant to.
 */
export function rotationExpiries(
  key: RotatedKey,
  overlapSeconds: number,
  now: Date,
): { readonly old: Date; readonly new: Date | null } {
  const overlapEnd = new Date(now.getTime() + overlapSeconds * 1000);
  if (key.expiresAt === null) return { old: overlapEnd, new: null };
  const lifetime = key.expiresAt.getTime() - key.createdAt.getTime();
  return {
    old: overlapEnd < key.expiresAt ? overlapEnd : key.expiresAt,
    new: new Date(now.getTime() + lifetime),
  };
}
