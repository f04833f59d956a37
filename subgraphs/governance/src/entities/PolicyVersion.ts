import type { PolicyParameters } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** One version of a community's policy. Never changed once written. */
export interface PolicyVersionRow {
  tenantId: string;
  /** Counts from 1; version 0 is the defaults and is not stored. */
  version: number;
  parameters: PolicyParameters;
  /** What this version changed, by parameter. */
  changes: readonly { readonly name: string; readonly value: number }[];
  enactedAt: Date;
  /** Person or API key id of who set it. */
  enactedBy: string;
  digest: string;
}

export const PolicyVersion = new EntitySchema<PolicyVersionRow>({
  name: 'PolicyVersion',
  tableName: 'policy_version',
  properties: {
    tenantId: { type: 'string', primary: true },
    version: { type: 'integer', primary: true },
    parameters: { type: 'json' },
    changes: { type: 'json' },
    enactedAt: { type: 'datetime' },
    enactedBy: { type: 'string' },
    digest: { type: 'string' },
  },
});
