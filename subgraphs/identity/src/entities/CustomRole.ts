import type { Permission } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** A set of permissions under a name of the community's own. */
export interface CustomRoleRow {
  id: string;
  tenantId: string;
  name: string;
  description: string;
  permissions: Permission[];
  createdBy: string;
  createdAt: Date;
  changedAt: Date;
}

export const CustomRole = new EntitySchema<CustomRoleRow>({
  name: 'CustomRole',
  tableName: 'custom_role',
  properties: {
    id: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    name: { type: 'string' },
    description: { type: 'string' },
    permissions: { type: 'array' },
    createdBy: { type: 'string' },
    createdAt: { type: 'datetime' },
    changedAt: { type: 'datetime' },
  },
});
