import { BlobEntity, type BlobRecord } from '../entities/BlobEntity.js';
import type { StorageParts } from './StorageParts.js';

/** Those of a community's blobs that have one of the CIDs, by CID. Blobs of other communities are not seen. */
export async function findBlobs(
  { database }: Pick<StorageParts, 'database'>,
  community: string,
  cids: readonly string[],
): Promise<ReadonlyMap<string, BlobRecord>> {
  const found = await database.withTenant(community, (em) =>
    em.find(BlobEntity, { cid: { $in: [...cids] } }),
  );
  return new Map(found.map((blob) => [blob.cid, blob]));
}
