import { EntitySchema } from '@mikro-orm/core';

/** A one-time sign-in link. Of its code only a digest is kept. */
export interface SignInCodeRow {
  /** SHA-256 of the code, base64url. */
  codeDigest: string;
  tenantId: string;
  personId: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  redeemedAt: Date | null;
}

export const SignInCode = new EntitySchema<SignInCodeRow>({
  name: 'SignInCode',
  tableName: 'sign_in_code',
  properties: {
    codeDigest: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    personId: { type: 'string' },
    createdBy: { type: 'string' },
    createdAt: { type: 'datetime' },
    expiresAt: { type: 'datetime' },
    redeemedAt: { type: 'datetime', nullable: true },
  },
});
