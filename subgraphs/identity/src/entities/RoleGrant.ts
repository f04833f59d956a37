import type { GrantScopeType } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** A role that a member or an API key was given besides its own, for a part of the community or for a time. */
export interface RoleGrantRow {
  id: string;
  tenantId: string;
  /** The person or API key. */
  subjectId: string;
  /** The name of a built-in role, or the id of a custom one. */
  role: string;
  customRoleId: string | null;
  scopeType: GrantScopeType;
  /** The id of the fleet or model, or what blobs' names begin with; empty for the community. */
  scopeValue: string;
  createdBy: string;
  createdAt: Date;
  /** From when it holds no longer; null: it does not end by itself. */
  expiresAt: Date | null;
}

export const RoleGrant = new EntitySchema<RoleGrantRow>({
  name: 'RoleGrant',
  tableName: 'role_grant',
  properties: {
    id: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    subjectId: { type: 'string' },
    role: { type: 'string' },
    customRoleId: { type: 'string', nullable: true },
    scopeType: { type: 'string' },
    scopeValue: { type: 'string' },
    createdBy: { type: 'string' },
    createdAt: { type: 'datetime' },
    expiresAt: { type: 'datetime', nullable: true },
  },
});
