import { importer } from 'ipfs-unixfs-importer';

/** What a stream held: its CIDv1 of the profile `unixfs-v1-2025`, and its length. */
export interface ContentId {
  readonly cid: string;
  readonly bytes: number;
}

/** Blocks are hashed and forgotten; only the root is of interest. */
const forgetfulStore = { put: (cid: unknown) => Promise.resolve(cid) } as unknown as Parameters<
  typeof importer
>[1];

/** Computes the CID of content while it streams by; holds at most a few blocks of 1 MiB. */
export async function contentId(content: AsyncIterable<Uint8Array>): Promise<ContentId> {
  let root: ContentId | undefined;
  for await (const entry of importer([{ content }], forgetfulStore, { profile: 'unixfs-v1-2025' })) {
    root = { cid: entry.cid.toString(), bytes: Number(entry.size) };
  }
  if (root === undefined) throw new Error('the importer made no root');
  return root;
}
