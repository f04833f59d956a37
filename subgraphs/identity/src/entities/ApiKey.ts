import type { BuiltInRole, Permission } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** A service's credential. Of its secret only a digest is kept. */
export interface ApiKeyRow {
  id: string;
  tenantId: string;
  name: string;
  /** SHA-256 of the secret, base64url. */
  secretDigest: string;
  roles: BuiltInRole[];
  /** The only permissions of its roles it may use; null: all of them. */
  scopes: Permission[] | null;
  /** The member it goes with: it ends with the membership, or when its roles are more than theirs. Null: the community's. */
  personId: string | null;
  /** Person or API key id. */
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export const ApiKey = new EntitySchema<ApiKeyRow>({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    name: { type: 'string' },
    secretDigest: { type: 'string' },
    roles: { type: 'array' },
    scopes: { type: 'array', nullable: true },
    personId: { type: 'string', nullable: true },
    createdBy: { type: 'string' },
    createdAt: { type: 'datetime' },
    expiresAt: { type: 'datetime', nullable: true },
    revokedAt: { type: 'datetime', nullable: true },
    lastUsedAt: { type: 'datetime', nullable: true },
  },
});
