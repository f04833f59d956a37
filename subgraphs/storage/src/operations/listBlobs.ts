import type { Reach } from '@ai-collective/platform';
import type { FilterQuery } from '@mikro-orm/core';
import { BlobEntity, type BlobRecord } from '../entities/BlobEntity.js';
import { errors } from '../errors.js';
import { decodeCursor } from '../rules/pageCursor.js';
import type { StorageParts } from './StorageParts.js';

/** One page of a list, newest first. */
export interface BlobPage {
  readonly blobs: readonly BlobRecord[];
  readonly hasNextPage: boolean;
}

const largestPage = 200;

/** What no blob is: without a prefix, there is nothing to see. */
const noBlob: FilterQuery<BlobRecord> = { cid: '' };

/** Lists those of a community's blobs that a permission reaches, newest first. Rejects with INPUT_INVALID for a bad page size or cursor. */
export async function listBlobs(
  { database }: Pick<StorageParts, 'database'>,
  { community, everywhere, blobPrefixes }: Reach,
  page: { readonly first: number; readonly after: string | undefined },
): Promise<BlobPage> {
  const { first, after } = page;
  if (first < 1 || first > largestPage)
    throw errors.INPUT_INVALID({ field: 'first', problem: `must be between 1 and ${largestPage}` });
  const place = after === undefined ? undefined : decodeCursor(after);
  if (after !== undefined && place === undefined)
    throw errors.INPUT_INVALID({ field: 'after', problem: 'is not a cursor of this list' });
  const within: FilterQuery<BlobRecord> = everywhere
    ? {}
    : { $or: [noBlob, ...blobPrefixes.map((prefix) => ({ name: { $like: startingWith(prefix) } }))] };
  const found = await database.withTenant(community, (em) =>
    em.find(
      BlobEntity,
      { tenantId: community, $and: [place === undefined ? {} : { place: { $lt: place } }, within] },
      { orderBy: { place: 'desc' }, limit: first + 1 },
    ),
  );
  return { blobs: found.slice(0, first), hasNextPage: found.length > first };
}

/** A pattern of PostgreSQL's LIKE for texts that begin so. */
function startingWith(prefix: string): string {
  return `${prefix.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
