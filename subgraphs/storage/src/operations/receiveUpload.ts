import type { BlobAddress, IncomingFile } from '../disk/BlobDirectory.js';
import { errors } from '../errors.js';
import { decideSpace } from '../rules/decideSpace.js';
import { UnixfsHasher, type UnixfsSummary } from '../unixfs/UnixfsHasher.js';
import { diskFullIfSo } from './diskFullIfSo.js';
import { recordBlob } from './recordBlob.js';
import type { StorageParts } from './StorageParts.js';
import type { Upload } from './Upload.js';

/** The disk is asked how full it is every so many bytes. */
const spaceCheckBytes = 16_777_216;

/**
 * Stores what arrives: into a file of its own while the CID is computed, synced, renamed, then recorded together with
 * its audit record. Whatever goes wrong, nothing of it stays.
 * Rejects with BODY_TOO_LARGE, CID_MISMATCH or DISK_FULL, or with what `body` throws.
 */
export async function receiveUpload(parts: StorageParts, upload: Upload): Promise<UnixfsSummary> {
  await ensureSpace(parts, upload.declaredBytes);
  const file = await diskFullIfSo(() => parts.directory.receive());
  try {
    const summary = await diskFullIfSo(() => writeIncoming(parts, upload, file));
    const expected = upload.capability.cid;
    if (expected !== null && expected !== summary.cid)
      throw errors.CID_MISMATCH({ expected, actual: summary.cid });
    await keep(parts, upload, { file: file.path, summary });
    return summary;
  } catch (error) {
    await discardQuietly(parts, file.path);
    throw error;
  }
}

async function ensureSpace(
  { directory, reserveBytes }: StorageParts,
  wanted: number | undefined,
): Promise<void> {
  const freeBytes = await directory.freeBytes();
  if (decideSpace({ freeBytes, reserveBytes, wanted }) === undefined) throw errors.DISK_FULL();
}

async function writeIncoming(
  parts: StorageParts,
  upload: Upload,
  file: IncomingFile,
): Promise<UnixfsSummary> {
  const { maxBytes } = upload.capability;
  const hasher = new UnixfsHasher();
  let nextCheck = spaceCheckBytes;
  try {
    for await (const piece of upload.body) {
      if (hasher.bytes + piece.length > maxBytes) throw errors.BODY_TOO_LARGE({ maxBytes });
      hasher.update(piece);
      await file.write(piece);
      if (hasher.bytes < nextCheck) continue;
      nextCheck += spaceCheckBytes;
      await ensureSpace(parts, undefined);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hasher.finish();
}

interface Arrived {
  readonly file: string;
  readonly summary: UnixfsSummary;
}

/** File first, metadata second: what is recorded is always there. */
async function keep(parts: StorageParts, upload: Upload, { file, summary }: Arrived): Promise<void> {
  const address = { community: upload.capability.community, cid: summary.cid };
  await parts.lock.run(`${address.community}/${address.cid}`, async () => {
    await diskFullIfSo(() => parts.directory.keep(file, address));
    try {
      await recordBlob(parts, upload, summary);
    } catch (error) {
      await removeUnlessRecorded(parts, address);
      throw error;
    }
  });
}

/** A commit that failed may still have happened, or the blob was there before: only the database knows. */
async function removeUnlessRecorded(
  { database, directory, log }: StorageParts,
  address: BlobAddress,
): Promise<void> {
  try {
    const rows = await database.withTenant(address.community, (em) =>
      em.execute<unknown[]>('select 1 from blobs where tenant_id = ? and cid = ?', [
        address.community,
        address.cid,
      ]),
    );
    if (rows.length === 0) await directory.remove(address);
  } catch (error) {
    log.warn({ err: error, ...address }, 'a file without metadata stays until the next start');
  }
}

async function discardQuietly({ directory, log }: StorageParts, file: string): Promise<void> {
  try {
    await directory.discard(file);
  } catch (error) {
    log.warn({ err: error }, 'a temporary file stays until the next start');
  }
}
