import { EntitySchema } from '@mikro-orm/core';

/** What a program trades for a new access token, once. All of a session's are one family. */
export interface RefreshTokenRow {
  id: string;
  sessionId: string;
  /** SHA-256 of the secret, base64url. */
  secretDigest: string;
  createdAt: Date;
  expiresAt: Date;
  /** When it was traded. Kept as long as its session is, so that a second use is noticed. */
  usedAt: Date | null;
}

export const RefreshToken = new EntitySchema<RefreshTokenRow>({
  name: 'RefreshToken',
  tableName: 'refresh_token',
  properties: {
    id: { type: 'string', primary: true },
    sessionId: { type: 'string' },
    secretDigest: { type: 'string' },
    createdAt: { type: 'datetime' },
    expiresAt: { type: 'datetime' },
    usedAt: { type: 'datetime', nullable: true },
  },
});
