import { EntitySchema } from '@mikro-orm/core';

/** Signs its person in once, when their passkeys are lost. Of the code only a digest is kept. */
export interface RecoveryCodeRow {
  /** SHA-256 of the code, base64url. */
  codeDigest: string;
  personId: string;
  createdAt: Date;
  usedAt: Date | null;
}

export const RecoveryCode = new EntitySchema<RecoveryCodeRow>({
  name: 'RecoveryCode',
  tableName: 'recovery_code',
  properties: {
    codeDigest: { type: 'string', primary: true },
    personId: { type: 'string' },
    createdAt: { type: 'datetime' },
    usedAt: { type: 'datetime', nullable: true },
  },
});
