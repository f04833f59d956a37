import type { BlobClient } from '../blobs/BlobClient.js';
import { errors } from '../errors.js';
import type { GivenItem } from './checkItems.js';

/** Most distinct blobs asked for before a job is taken. Those of larger jobs are found missing when their task runs. */
const mostChecked = 1_000;
const atOnce = 16;

/** Asks the blob store for every distinct blob that items name, 16 at a time. Throws BLOB_NOT_FOUND or STORAGE_UNAVAILABLE. */
export async function requireBlobs(
  blobs: Pick<BlobClient, 'exists'>,
  community: string,
  items: readonly GivenItem[],
): Promise<void> {
  const waiting = namedBlobs(items);
  if (waiting.length > mostChecked) return;
  const check = async (): Promise<void> => {
    for (let cid = waiting.pop(); cid !== undefined; cid = waiting.pop())
      if (!(await blobs.exists(community, cid))) {
        waiting.length = 0;
        throw errors.BLOB_NOT_FOUND({ cid });
      }
  };
  await Promise.all(Array.from({ length: atOnce }, check));
}

function namedBlobs(items: readonly GivenItem[]): string[] {
  const cids = items.flatMap(({ inputs }) => inputs.flatMap(({ blob }) => blob ?? []));
  return [...new Set(cids)];
}
