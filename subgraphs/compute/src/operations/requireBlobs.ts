import type { TaskInput } from '@ai-collective/contracts';
import type { BlobClient } from '../blobs/BlobClient.js';
import { errors } from '../errors.js';

/** Most distinct blobs asked for before a job is taken. Those of larger jobs are found missing when their task runs. */
const mostChecked = 1_000;
const atOnce = 16;

/** Asks the blob store for every distinct blob among the inputs, 16 at a time. Throws BLOB_NOT_FOUND or STORAGE_UNAVAILABLE. */
export async function requireBlobs(
  blobs: BlobClient,
  community: string,
  inputs: readonly TaskInput[],
): Promise<void> {
  const cids = new Set<string>();
  for (const input of inputs)
    for (const value of Object.values(input)) if (value.type === 'blob') cids.add(value.cid);
  if (cids.size > mostChecked) return;
  const waiting = [...cids];
  const check = async (): Promise<void> => {
    for (let cid = waiting.pop(); cid !== undefined; cid = waiting.pop())
      if (!(await blobs.exists(community, cid))) {
        waiting.length = 0;
        throw errors.BLOB_NOT_FOUND({ cid });
      }
  };
  await Promise.all(Array.from({ length: atOnce }, check));
}
