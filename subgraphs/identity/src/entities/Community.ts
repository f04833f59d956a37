import { EntitySchema } from '@mikro-orm/core';

/** A tenant. Communities nest: a child may only tighten its parent's rules. */
export interface CommunityRow {
  id: string;
  slug: string;
  name: string;
  parentId: string | null;
  createdAt: Date;
}

/** The table also has `tenant_id`, generated from `id`, by which row-level security knows it. */
export const Community = new EntitySchema<CommunityRow>({
  name: 'Community',
  tableName: 'community',
  properties: {
    id: { type: 'string', primary: true },
    slug: { type: 'string' },
    name: { type: 'string' },
    parentId: { type: 'string', nullable: true },
    createdAt: { type: 'datetime' },
  },
});
