import type { BuiltInRole } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** A link with which people join a community. Of its code only a digest is kept. */
export interface InvitationRow {
  id: string;
  tenantId: string;
  /** SHA-256 of the code, base64url. */
  codeDigest: string;
  roles: BuiltInRole[];
  /** For whom it was meant: shown, never relied on, and forgotten when the invitation ends. */
  email: string | null;
  /** How many people may accept it. */
  uses: number;
  /** How many have. */
  used: number;
  /** Person or API key id. */
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

export const Invitation = new EntitySchema<InvitationRow>({
  name: 'Invitation',
  tableName: 'invitation',
  properties: {
    id: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    codeDigest: { type: 'string' },
    roles: { type: 'array' },
    email: { type: 'string', nullable: true },
    uses: { type: 'integer' },
    used: { type: 'integer' },
    createdBy: { type: 'string' },
    createdAt: { type: 'datetime' },
    expiresAt: { type: 'datetime' },
    revokedAt: { type: 'datetime', nullable: true },
  },
});
