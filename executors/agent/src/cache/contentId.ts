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
  let bytes = 0;
  // The importer's own size counts the blocks of its tree, not the content.
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const piece of content) {
      bytes += piece.byteLength;
      yield piece;
    }
  }
  let cid: string | undefined;
  for await (const entry of importer([{ content: counted() }], forgetfulStore, {
    profile: 'unixfs-v1-2025',
  })) {
    cid = entry.cid.toString();
  }
  if (cid === undefined) throw new Error('the importer made no root');
  return { cid, bytes };
}
