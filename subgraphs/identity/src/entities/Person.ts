import { EntitySchema } from '@mikro-orm/core';

/**
 * A human being; belongs to any number of communities and to no tenant. The home community is the one that
 * opened the account: only its administrators may make sign-in links for it. An e-mail address is unique in it,
 * and says nothing about accounts of other communities.
 */
export interface PersonRow {
  id: string;
  name: string;
  email: string | null;
  homeCommunityId: string;
  createdAt: Date;
  /** When the account ended. The row stays, without name and address, so that ids in audit records keep their meaning. */
  deletedAt: Date | null;
}

export const Person = new EntitySchema<PersonRow>({
  name: 'Person',
  tableName: 'person',
  properties: {
    id: { type: 'string', primary: true },
    name: { type: 'string' },
    email: { type: 'string', nullable: true },
    homeCommunityId: { type: 'string' },
    createdAt: { type: 'datetime' },
    deletedAt: { type: 'datetime', nullable: true },
  },
});
