import { newId } from '@ai-collective/contracts';
import { BlobEntity } from '../../src/entities/BlobEntity.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { content, startTestStorage, type TestStorage } from '../startTestStorage.js';

let storage: TestStorage;
const [mine, theirs] = [newId('community'), newId('community')];

beforeAll(async () => {
  storage = await startTestStorage();
  await storage.upload(content(10), { community: mine });
  await storage.upload(content(10), { community: theirs });
});

afterAll(() => storage.close());

it('the service’s own role sees the rows of the community it works for and no others', async () => {
  const seen = await storage.database.withTenant(mine, (em) =>
    em.execute<{ tenant_id: string }[]>('select tenant_id from blobs'),
  );
  expect(seen).toEqual([{ tenant_id: mine }]);
  expect(await storage.database.withTenant(mine, (em) => em.count(BlobEntity, { tenantId: theirs }))).toBe(0);
});

it('without a community it sees none', async () => {
  expect(await storage.database.withoutTenant((em) => em.execute<unknown[]>('select * from blobs'))).toEqual(
    [],
  );
});

it('it can neither write nor delete for another community', async () => {
  const write = storage.database.withTenant(mine, (em) =>
    em.execute(
      "insert into blobs (tenant_id, cid, bytes, leaf_digests, created_by) values (?, 'x', 0, ?, 'x')",
      [theirs, Buffer.alloc(32)],
    ),
  );
  await expect(write).rejects.toThrow(/row-level security/);
  await storage.database.withTenant(mine, (em) =>
    em.execute('delete from blobs where tenant_id = ?', [theirs]),
  );
  const left = await storage.database.withTenant(theirs, (em) =>
    em.execute<unknown[]>('select 1 from blobs'),
  );
  expect(left).toHaveLength(1);
});

it('its role cannot switch the rule off', async () => {
  const attempt = storage.database.withoutTenant((em) =>
    em.execute('alter table blobs disable row level security'),
  );
  await expect(attempt).rejects.toThrow(/must be owner/);
});
