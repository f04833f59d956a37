import { EntitySchema } from '@mikro-orm/core';

/** How somebody proved who they are. */
export const signInMethods = [
  'LINK',
  'PASSKEY',
  'RECOVERY_CODE',
  'OIDC',
  'INVITATION',
  'DEVICE_CODE',
] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** One signed-in browser or terminal of a person. */
export interface SessionRow {
  id: string;
  personId: string;
  /** The community entered when none is chosen: the one whose link was used. */
  communityId: string;
  method: SignInMethod;
  /** SHA-256 of the secret in the session cookie, base64url. */
  secretDigest: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
}

export const Session = new EntitySchema<SessionRow>({
  name: 'Session',
  tableName: 'session',
  properties: {
    id: { type: 'string', primary: true },
    personId: { type: 'string' },
    communityId: { type: 'string' },
    method: { type: 'string' },
    secretDigest: { type: 'string' },
    createdAt: { type: 'datetime' },
    expiresAt: { type: 'datetime' },
    revokedAt: { type: 'datetime', nullable: true },
    lastUsedAt: { type: 'datetime', nullable: true },
  },
});
