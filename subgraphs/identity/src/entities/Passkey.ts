import { BigIntType, EntitySchema } from '@mikro-orm/core';

/** A person's WebAuthn credential. */
export interface PasskeyRow {
  id: string;
  personId: string;
  /** As the authenticator names it, base64url. */
  credentialId: string;
  /** COSE key, base64url. */
  publicKey: string;
  /** The signature counter of the last assertion; 0 for authenticators that do not count. */
  signCount: number;
  /** How browsers reach the authenticator, such as `internal` or `usb`. */
  transports: string[];
  /** Whether a copy is kept elsewhere, as with passkeys of a password manager. */
  backedUp: boolean;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export const Passkey = new EntitySchema<PasskeyRow>({
  name: 'Passkey',
  tableName: 'passkey',
  properties: {
    id: { type: 'string', primary: true },
    personId: { type: 'string' },
    credentialId: { type: 'string' },
    publicKey: { type: 'string' },
    signCount: { type: new BigIntType('number') },
    transports: { type: 'array' },
    backedUp: { type: 'boolean' },
    name: { type: 'string' },
    createdAt: { type: 'datetime' },
    lastUsedAt: { type: 'datetime', nullable: true },
  },
});
