import type { BlobClient } from '../blobs/BlobClient.js';
import { errors } from '../errors.js';
import type { GivenItem } from './checkItems.js';

/** Most distinct blobs asked for before a job is taken. Those of larger jobs are found missing when their task runs. */
export const mostChecked = 1_000;
const atOnce = 16;

/** Asks the blob store for some blobs, 16 at a time. Throws BLOB_NOT_FOUND or STORAGE_UNAVAILABLE. */
export async function requireBlobs(
  blobs: Pick<BlobClient, 'exists'>,
  community: string,
  cids: readonly string[],
): Promise<void> {
  const [cid] = await missingBlobs(blobs, community, cids);
  if (cid !== undefined) throw errors.BLOB_NOT_FOUND({ cid });
}

/** Which of some blobs the community has not, up to one for each that is asked for at a time; none when there are too many to ask for. */
export async function missingBlobs(
  blobs: Pick<BlobClient, 'exists'>,
  community: string,
  cids: readonly string[],
): Promise<readonly string[]> {
  if (cids.length > mostChecked) return [];
  const waiting = [...cids].reverse();
  const missing: string[] = [];
  const check = async (): Promise<void> => {
    for (let cid = waiting.pop(); cid !== undefined; cid = waiting.pop())
      if (!(await blobs.exists(community, cid))) {
        waiting.length = 0;
        missing.push(cid);
      }
  };
  await Promise.all(Array.from({ length: atOnce }, check));
  return missing;
}

/** Every distinct blob that items name. */
export function namedBlobs(items: readonly GivenItem[]): string[] {
  const cids = items.flatMap(({ inputs }) => inputs.flatMap(({ blob }) => blob ?? []));
  return [...new Set(cids)];
}
