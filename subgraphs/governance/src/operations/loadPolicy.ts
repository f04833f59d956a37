import {
  defaultPolicyParameters,
  policyParametersSchema,
  type CommunityPolicy,
  type PolicyParameters,
} from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { PolicyVersion, type PolicyVersionRow } from '../entities/PolicyVersion.js';
import { limitsAbove } from './limitsAbove.js';
import type { Caller, Services } from './Services.js';

/** The policy in force; version 0 and no row when the community has never set any. */
export interface PolicyNow {
  readonly version: number;
  readonly parameters: PolicyParameters;
  /** The community's own Cedar policies. */
  readonly policies: readonly CommunityPolicy[];
  readonly row: PolicyVersionRow | null;
  /** What the communities around allow at most; null at the top. */
  readonly limits: PolicyParameters | null;
}

/** The policy of the caller's community. */
export async function loadPolicy(services: Services, { passport }: Caller): Promise<PolicyNow> {
  const { community } = services.authorize(passport, 'policies:read');
  const policy = await services.database.withTenant(community, (em) => currentPolicy(em, community));
  return { ...policy, limits: limitsAbove(services, passport) };
}

/** The policy of a community, in its own transaction. Parameters added since it was written have their defaults. */
export async function currentPolicy(em: EntityManager, tenantId: string): Promise<Omit<PolicyNow, 'limits'>> {
  const [row = null] = await em.find(PolicyVersion, { tenantId }, { orderBy: { version: 'desc' }, limit: 1 });
  if (row === null) return { version: 0, parameters: defaultPolicyParameters, policies: [], row };
  const parameters = policyParametersSchema.parse(row.parameters);
  return { version: row.version, parameters, policies: row.policies, row };
}
