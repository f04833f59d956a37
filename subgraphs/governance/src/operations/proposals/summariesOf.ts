import { defaultPolicyParameters, policyParametersSchema } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { PolicyVersion } from '../../entities/PolicyVersion.js';
import type { Proposal } from '../../entities/Proposal.js';
import type { PolicyContent } from '../../rules/changes/applyChanges.js';
import { summaryOf } from '../../rules/changes/summaryOf.js';
import { currentPolicy } from '../loadPolicy.js';
import type { Services } from '../Services.js';

/** What each change of a proposal does, in words: to the policy it is of, or to that in force while it is a draft. */
export async function summariesOf(
  { database }: Services,
  { tenantId, changes, submission }: Proposal,
): Promise<readonly string[]> {
  if (changes.length === 0) return [];
  return database.withTenant(tenantId, async (em) => {
    const base = await policyOf(em, tenantId, submission?.baseVersion ?? null);
    return changes.map((change) => summaryOf(change, base));
  });
}

async function policyOf(em: EntityManager, tenantId: string, version: number | null): Promise<PolicyContent> {
  if (version === null) return currentPolicy(em, tenantId);
  if (version === 0) return { parameters: defaultPolicyParameters, policies: [] };
  const { parameters, policies } = await em.findOneOrFail(PolicyVersion, { tenantId, version });
  return { parameters: policyParametersSchema.parse(parameters), policies };
}
