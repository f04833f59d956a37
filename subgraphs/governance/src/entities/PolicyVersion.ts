import type { CommunityPolicy, PolicyParameters } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** One version of a community's policy. Never changed once written. */
export interface PolicyVersionRow {
  tenantId: string;
  /** Counts from 1; version 0 is the defaults and is not stored. */
  version: number;
  parameters: PolicyParameters;
  /** What this version changed, by parameter. */
  changes: readonly { readonly name: string; readonly value: number }[];
  /** The community's own Cedar policies. */
  policies: readonly CommunityPolicy[];
  enactedAt: Date;
  /** The person or API key that set it; of what was voted on, who proposed it. */
  enactedBy: string;
  /** The proposal that enacted it; null when somebody set it alone. */
  proposalId: string | null;
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
    policies: { type: 'json' },
    enactedAt: { type: 'datetime' },
    enactedBy: { type: 'string' },
    proposalId: { type: 'string', nullable: true },
    digest: { type: 'string' },
  },
});
