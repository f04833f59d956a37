/** What to do with a data folder at start. */
export type StoreDecision = 'USE' | 'CLAIM' | 'REFUSE';

/**
 * A folder is used by the database it was claimed for. One with blobs of another database is refused: their metadata
 * is elsewhere, so the sweep for orphans would delete them all.
 */
export function decideStore(store: {
  readonly folderId: string | undefined;
  readonly databaseId: string;
  readonly hasBlobs: boolean;
}): StoreDecision {
  if (store.folderId === store.databaseId) return 'USE';
  return store.hasBlobs ? 'REFUSE' : 'CLAIM';
}
