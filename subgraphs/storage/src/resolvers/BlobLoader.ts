import type { SubgraphContext } from '@ai-collective/platform';
import DataLoader from 'dataloader';
import { findBlobs } from '../operations/findBlobs.js';
import type { StorageParts } from '../operations/StorageParts.js';
import { toBlob, type Blob } from './Blob.js';

/** Loads blobs of one request's community, all that one step of the request asks for in one query. */
export class BlobLoader {
  readonly #loaders = new WeakMap<SubgraphContext, DataLoader<string, Blob | null>>();

  constructor(private readonly parts: Pick<StorageParts, 'allows' | 'authorize' | 'reach' | 'database'>) {}

  /** The blob, or null when the community has none, or none for the caller. Rejects with a denial without `blobs:read`. */
  async load(context: SubgraphContext, cid: string): Promise<Blob | null> {
    const { community, everywhere } = this.parts.reach(context.passport, 'blobs:read');
    const thing = { community, type: 'Blob', id: cid } as const;
    if (everywhere) this.parts.authorize(context.passport, 'blobs:read', thing);
    const blob = await this.#loaderOf(context, community).load(cid);
    if (blob === null || everywhere) return blob;
    return this.parts.allows(context.passport, 'blobs:read', { ...thing, name: blob.name }) ? blob : null;
  }

  #loaderOf(context: SubgraphContext, community: string): DataLoader<string, Blob | null> {
    const known = this.#loaders.get(context);
    if (known !== undefined) return known;
    const loader = new DataLoader<string, Blob | null>(
      async (cids) => {
        const found = await findBlobs(this.parts, community, cids);
        return cids.map((cid) => {
          const record = found.get(cid);
          return record === undefined ? null : toBlob(record);
        });
      },
      { maxBatchSize: 500 },
    );
    this.#loaders.set(context, loader);
    return loader;
  }
}
