import { columnsOf } from '@ai-collective/platform';
import { BlobEntity, type BlobRecord } from '../entities/BlobEntity.js';
import type { StorageParts } from './StorageParts.js';

/** A blob with what its content is verified by. */
export interface StoredBlob extends BlobRecord {
  /** The SHA-256 of each leaf, one after the other. */
  readonly leafDigests: Buffer;
}

const blobColumns = columnsOf(BlobEntity);
const blobsByCid = `select ${blobColumns} from blobs
  where tenant_id = ? and cid = any(array(select json_array_elements_text(?::json)))`;
const storedBlob = `select ${blobColumns}, leaf_digests as "leafDigests" from blobs where tenant_id = ? and cid = ?`;

/** Whole numbers beyond 32 bits are read as text. */
type Row<Blob extends BlobRecord> = Omit<Blob, 'bytes'> & { readonly bytes: string };

/** Those of a community's blobs that have one of the CIDs, by CID. Blobs of other communities are not seen. */
export async function findBlobs(
  { database }: Pick<StorageParts, 'database'>,
  community: string,
  cids: readonly string[],
): Promise<ReadonlyMap<string, BlobRecord>> {
  const [rows] = await database.queryTenant<[Row<BlobRecord>[]]>(community, [
    [blobsByCid, [community, JSON.stringify(cids)]],
  ]);
  return new Map(rows.map((row) => [row.cid, { ...row, bytes: Number(row.bytes) }]));
}

/** One of a community's blobs with its digests: 32 bytes for each MiB. */
export async function findStoredBlob(
  { database }: Pick<StorageParts, 'database'>,
  community: string,
  cid: string,
): Promise<StoredBlob | undefined> {
  const [[row]] = await database.queryTenant<[Row<StoredBlob>[]]>(community, [
    [storedBlob, [community, cid]],
  ]);
  return row === undefined ? undefined : { ...row, bytes: Number(row.bytes) };
}
