import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BlobClient } from '../../src/blobs/BlobClient.js';
import { httpBlobClient } from '../../src/blobs/httpBlobClient.js';
import { capabilitySecret, FakeStorage } from '../fakeStorage.js';

let storage: FakeStorage;
let blobs: BlobClient;
beforeAll(async () => {
  storage = await FakeStorage.start();
  blobs = httpBlobClient({ storageUrl: storage.url, capabilitySecret });
});
afterAll(async () => {
  await blobs.close();
  await storage.close();
});

it('remembers for a while that a blob is there, in the community it was asked for', async () => {
  const cid = storage.put('com_1', 'content');
  expect([await blobs.exists('com_1', cid), await blobs.exists('com_1', cid)]).toEqual([true, true]);
  expect(storage.requests).toHaveLength(1);
  expect(await blobs.exists('com_2', cid)).toBe(false);
});

it('does not remember that a blob is missing: it may be uploaded next', async () => {
  const cid = storage.put('com_3', 'elsewhere');
  expect(await blobs.exists('com_4', cid)).toBe(false);
  storage.put('com_4', 'elsewhere');
  expect(await blobs.exists('com_4', cid)).toBe(true);
});
