import { recordAudit } from '@ai-collective/platform';
import { principalKindOf } from '../rules/principalKindOf.js';
import type { UnixfsSummary } from '../unixfs/UnixfsHasher.js';
import { serviceName } from './serviceName.js';
import type { StorageParts } from './StorageParts.js';
import type { Upload } from './Upload.js';

/**
 * Records a blob whose file is in place, with its audit record. Content the community already has keeps its first
 * name, media type and creator, and is available again if it was damaged. Whoever may write only under some names says
 * nothing of content that is there.
 */
export async function recordBlob(parts: StorageParts, upload: Upload, summary: UnixfsSummary): Promise<void> {
  const { community, subject } = upload.capability;
  const { cid, bytes, leafDigests } = summary;
  const { mediaType, name } = upload.description;
  const isScoped = upload.capability.name !== undefined;
  await parts.database.withTenant(community, async (em) => {
    const [row] = await em.execute<{ inserted: boolean }[]>(
      `insert into blobs (tenant_id, cid, bytes, leaf_digests, media_type, name, created_by)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (tenant_id, cid) do update set
         state = 'AVAILABLE', leaf_digests = excluded.leaf_digests, revision = blobs.revision + 1,
         media_type = case when ? then blobs.media_type else coalesce(blobs.media_type, excluded.media_type) end,
         name = case when ? then blobs.name else coalesce(blobs.name, excluded.name) end
       returning revision = 1 as inserted`,
      [community, cid, bytes, leafDigests, mediaType, name, subject, isScoped, isScoped],
    );
    const policyVersion = parts.policies.versionOf(community);
    const passport = { sub: subject, kind: principalKindOf(subject), policyVersion };
    await recordAudit(
      em,
      { passport, ...(upload.trace && { trace: upload.trace }) },
      {
        service: serviceName,
        community,
        action: 'blobs:write',
        resource: { type: 'Blob', id: cid },
        outcome: 'ALLOWED',
        details: { bytes, alreadyThere: row?.inserted !== true },
      },
    );
  });
}
