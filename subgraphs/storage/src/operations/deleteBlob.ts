import { recordAudit, type SubgraphContext } from '@ai-collective/platform';
import { errors } from '../errors.js';
import { isBlobCid } from '../rules/blobAddress.js';
import { serviceName } from './serviceName.js';
import type { StorageParts } from './StorageParts.js';

/**
 * Deletes a blob: its metadata first, in one transaction with the audit record, then its file. A crash in between
 * leaves a file nobody can reach, which the next start removes. Reads under way finish.
 * Rejects with BLOB_NOT_FOUND, and with a denial without `blobs:write`.
 */
export async function deleteBlob(parts: StorageParts, context: SubgraphContext, cid: string): Promise<void> {
  const { community, everywhere } = parts.reach(context.passport, 'blobs:write');
  if (everywhere) parts.authorize(context.passport, 'blobs:write', { community, type: 'Blob', id: cid });
  if (!isBlobCid(cid)) throw errors.BLOB_NOT_FOUND({ cid });
  await parts.lock.run(`${community}/${cid}`, async () => {
    await deleteMetadata(parts, { context, community, cid, everywhere });
    try {
      await parts.directory.remove({ community, cid });
    } catch (error) {
      parts.log.warn({ err: error, community, cid }, 'the file of a deleted blob stays until the next start');
    }
  });
}

interface Deletion {
  readonly context: SubgraphContext;
  readonly community: string;
  readonly cid: string;
  /** Whether the caller may delete any blob of the community. */
  readonly everywhere: boolean;
}

function deleteMetadata(
  { allows, database }: StorageParts,
  { context, community, cid, everywhere }: Deletion,
): Promise<void> {
  return database.withTenant(community, async (em) => {
    const [row] = await em.execute<{ bytes: string; name: string | null }[]>(
      'delete from blobs where tenant_id = ? and cid = ? returning bytes, name',
      [community, cid],
    );
    if (row === undefined) throw errors.BLOB_NOT_FOUND({ cid });
    const thing = { community, type: 'Blob', id: cid, name: row.name } as const;
    // The transaction ends with it, so nothing is deleted.
    if (!everywhere && !allows(context.passport, 'blobs:write', thing)) throw errors.BLOB_NOT_FOUND({ cid });
    await recordAudit(em, context, {
      service: serviceName,
      community,
      action: 'blobs:delete',
      resource: { type: 'Blob', id: cid },
      outcome: 'ALLOWED',
      details: { bytes: Number(row.bytes) },
    });
  });
}
