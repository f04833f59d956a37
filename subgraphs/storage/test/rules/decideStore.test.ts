import { describe, expect, it } from 'vitest';
import { decideStore } from '../../src/rules/decideStore.js';

describe('decideStore', () => {
  it.each([
    ['uses the folder of this database', { folderId: 'a', databaseId: 'a', hasBlobs: true }, 'USE'],
    ['claims a new folder', { folderId: undefined, databaseId: 'a', hasBlobs: false }, 'CLAIM'],
    ['claims an emptied folder', { folderId: 'b', databaseId: 'a', hasBlobs: false }, 'CLAIM'],
    [
      'refuses a folder with blobs of another database',
      { folderId: 'b', databaseId: 'a', hasBlobs: true },
      'REFUSE',
    ],
    ['refuses unmarked blobs', { folderId: undefined, databaseId: 'a', hasBlobs: true }, 'REFUSE'],
  ])('%s', (_name, store, expected) => {
    expect(decideStore(store)).toBe(expected);
  });
});
