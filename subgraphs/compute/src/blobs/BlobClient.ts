/** What compute needs of the blob store: blobs of one community, by content identifier. */
export interface BlobClient {
  /** Whether the community has the blob. Throws STORAGE_UNAVAILABLE when the store does not say. */
  exists(community: string, cid: string): Promise<boolean>;
  /**
   * Writes a blob to a file and answers its size in bytes, or `null` when it is larger than `maxBytes`.
   * Throws BLOB_NOT_FOUND or STORAGE_UNAVAILABLE.
   */
  download(
    community: string,
    cid: string,
    target: { readonly path: string; readonly maxBytes: number },
  ): Promise<number | null>;
  /** Opens a blob to be read as it comes. Throws BLOB_NOT_FOUND or STORAGE_UNAVAILABLE, the latter also while it is read. */
  open(community: string, cid: string): Promise<AsyncIterable<Uint8Array>>;
  /** Reads a small JSON blob. Throws BLOB_NOT_FOUND or STORAGE_UNAVAILABLE, the latter also when it is no JSON or too large. */
  readJson(community: string, cid: string, maxBytes: number): Promise<unknown>;
  /**
   * Stores what comes as a blob, without keeping it in memory. Throws BLOB_TOO_LARGE when it is more than `maxBytes`,
   * STORAGE_UNAVAILABLE, and what the content throws.
   */
  upload(community: string, blob: NewBlob): Promise<StoredBlob>;
  close(): Promise<void>;
}

export interface NewBlob {
  readonly content: AsyncIterable<string>;
  readonly name: string;
  readonly mediaType: string;
  readonly maxBytes: number;
}

export interface StoredBlob {
  readonly cid: string;
  readonly bytes: number;
}
