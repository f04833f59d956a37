import { randomUUID } from 'node:crypto';
import { AppError, type Database, type Logger } from '@ai-collective/platform';
import type { BlobDirectory } from '../disk/BlobDirectory.js';
import { decideStore } from '../rules/decideStore.js';

/** What a data folder and its database are together. */
export interface Store {
  readonly database: Database;
  readonly directory: BlobDirectory;
  readonly log: Logger;
}

/**
 * Makes the data folder ready: checks that it belongs to this database, then removes what a crash left behind,
 * which is uploads that never finished and files whose metadata was not written or is already deleted.
 * Must end before anything is served. Rejects with DATA_DIR_MISMATCH when the folder belongs to another database.
 */
export async function openStore(store: Store): Promise<void> {
  await store.directory.prepare();
  await claimFolder(store);
  const unfinished = await store.directory.discardAllIncoming();
  const orphans = await removeOrphans(store);
  if (unfinished + orphans > 0) store.log.info({ unfinished, orphans }, 'removed what a crash left behind');
}

async function claimFolder({ database, directory }: Store): Promise<void> {
  const databaseId = await databaseStoreId(database);
  const hasBlobs = (await directory.communities()).length > 0;
  const decision = decideStore({ folderId: await directory.storeId(), databaseId, hasBlobs });
  if (decision === 'CLAIM') await directory.claim(databaseId);
  if (decision === 'REFUSE')
    throw new AppError(
      'DATA_DIR_MISMATCH',
      'DATA_DIR holds blobs of another database. Use the folder and the database that belong together.',
      { status: 500 },
    );
}

function databaseStoreId(database: Database): Promise<string> {
  return database.withoutTenant(async (em) => {
    await em.execute('insert into store (id) values (?) on conflict do nothing', [randomUUID()]);
    const [row] = await em.execute<{ id: string }[]>('select id from store');
    return String(row?.id);
  });
}

async function removeOrphans({ database, directory }: Store): Promise<number> {
  let removed = 0;
  for (const community of await directory.communities())
    for await (const cids of directory.cidsOf(community)) {
      const known = await knownCids(database, community, cids);
      for (const cid of cids.filter((candidate) => !known.has(candidate))) {
        await directory.remove({ community, cid });
        removed++;
      }
    }
  return removed;
}

async function knownCids(
  database: Database,
  community: string,
  cids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await database.withTenant(community, (em) =>
    em.execute<{ cid: string }[]>(
      'select cid from blobs where cid in (select json_array_elements_text(?::json))',
      [JSON.stringify(cids)],
    ),
  );
  return new Set(rows.map(({ cid }) => cid));
}
