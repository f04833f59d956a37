/** Whether a credential that is genuine may still be used. */
export type Standing = 'VALID' | 'EXPIRED' | 'REVOKED';

/** A credential is void from the instant it expires; revoked wins over expired. */
export function standingOf(
  credential: { readonly expiresAt: Date | null; readonly revokedAt: Date | null },
  now: Date,
): Standing {
  if (credential.revokedAt !== null) return 'REVOKED';
  return credential.expiresAt !== null && credential.expiresAt <= now ? 'EXPIRED' : 'VALID';
}
