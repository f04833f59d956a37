import type { BuiltInRole } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** What a person may do in a community. */
export interface MembershipRow {
  id: string;
  tenantId: string;
  personId: string;
  roles: BuiltInRole[];
  createdAt: Date;
}

export const Membership = new EntitySchema<MembershipRow>({
  name: 'Membership',
  tableName: 'membership',
  properties: {
    id: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    personId: { type: 'string' },
    roles: { type: 'array' },
    createdAt: { type: 'datetime' },
  },
});
