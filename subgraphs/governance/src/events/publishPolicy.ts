import { topics, type PolicyBundle } from '@ai-collective/contracts';
import { enqueue, type EntityManager } from '@ai-collective/platform';
import type { PolicyVersionRow } from '../entities/PolicyVersion.js';

/** Announces a policy version to every service, with the transaction that writes it. */
export async function publishPolicy(em: EntityManager, row: PolicyVersionRow): Promise<void> {
  const bundle: PolicyBundle = {
    communityId: row.tenantId,
    version: row.version,
    parameters: row.parameters,
    policies: row.policies,
    enactedAt: row.enactedAt.toISOString(),
    enactedBy: row.enactedBy,
    digest: row.digest,
  };
  await enqueue(em, [{ topic: topics.policies, key: row.tenantId, value: { ...bundle } }]);
}
