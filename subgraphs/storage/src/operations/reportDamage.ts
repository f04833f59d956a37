import { recordAudit } from '@ai-collective/platform';
import type { BlobRecord } from '../entities/BlobEntity.js';
import { serviceName } from './serviceName.js';
import type { StorageParts } from './StorageParts.js';

/** Marks a blob CORRUPT unless its content was uploaded again meanwhile, and says so in the log and the audit log. */
export async function reportDamage(parts: StorageParts, blob: BlobRecord, reason: string): Promise<void> {
  const { tenantId: community, cid, revision } = blob;
  parts.log.error({ code: 'BLOB_CORRUPT', community, cid, reason }, 'stored content is damaged');
  await parts.database.withTenant(community, async (em) => {
    const marked = await em.execute<unknown[]>(
      `update blobs set state = 'CORRUPT'
       where tenant_id = ? and cid = ? and revision = ? and state <> 'CORRUPT' returning cid`,
      [community, cid, revision],
    );
    if (marked.length === 0) return;
    const policyVersion = parts.policies.versionOf(community);
    await recordAudit(
      em,
      { passport: { sub: serviceName, kind: 'SERVICE', policyVersion } },
      {
        service: serviceName,
        community,
        action: 'blobs:corrupt',
        resource: { type: 'Blob', id: cid },
        outcome: 'RECORDED',
        details: { reason },
      },
    );
  });
}
