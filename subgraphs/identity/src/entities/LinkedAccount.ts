import { EntitySchema } from '@mikro-orm/core';

/** An account at an issuer with which a person signs in, wherever that issuer is trusted. */
export interface LinkedAccountRow {
  id: string;
  personId: string;
  issuer: string;
  /** `sub` of the issuer's ID tokens, never given to anybody else there. */
  subject: string;
  linkedAt: Date;
  usedAt: Date;
}

export const LinkedAccount = new EntitySchema<LinkedAccountRow>({
  name: 'LinkedAccount',
  tableName: 'linked_account',
  properties: {
    id: { type: 'string', primary: true },
    personId: { type: 'string' },
    issuer: { type: 'string' },
    subject: { type: 'string' },
    linkedAt: { type: 'datetime' },
    usedAt: { type: 'datetime' },
  },
});
