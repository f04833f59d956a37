import { DamagedContentError, readVerified } from '../disk/readVerified.js';
import { errors } from '../errors.js';
import type { BlobRecord } from '../entities/BlobEntity.js';
import type { ByteRange } from '../rules/parseRange.js';
import { chunkBytes } from '../unixfs/chunkBytes.js';
import type { StoredBlob } from './findBlobs.js';
import { reportDamage } from './reportDamage.js';
import type { StorageParts } from './StorageParts.js';

/** Verified content on its way out. */
export interface OpenBlob {
  /** Ends with BLOB_CORRUPT where the disk no longer holds what the CID names. */
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
  /** Must be called once, whether or not the chunks were read. */
  close(): Promise<void>;
}

/** Ranges up to this many bytes are verified whole before the first byte leaves. */
const verifiedAheadBytes = chunkBytes;

/**
 * Opens part of a blob. Its beginning (all of it when it is short) is read and verified first, so that most damage is
 * an error answer rather than a broken one. Rejects with BLOB_CORRUPT, after the blob was marked.
 */
export async function openBlob(parts: StorageParts, blob: StoredBlob, range: ByteRange): Promise<OpenBlob> {
  const reader = await parts.directory.open({ community: blob.tenantId, cid: blob.cid });
  if (reader === undefined) return damaged(parts, blob, new DamagedContentError('the file is missing'));
  try {
    const chunks = reportingDamage(parts, blob, readVerified(reader, blob, range));
    const ahead = await readAhead(chunks, range);
    return { chunks: concatenate(ahead, chunks), close: () => reader.close() };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function* reportingDamage(
  parts: StorageParts,
  blob: BlobRecord,
  chunks: AsyncGenerator<Buffer, void, undefined>,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* chunks;
  } catch (error) {
    await damaged(parts, blob, error);
  }
}

async function damaged(parts: StorageParts, blob: BlobRecord, error: unknown): Promise<never> {
  if (!(error instanceof DamagedContentError)) throw error;
  await reportDamage(parts, blob, error.reason);
  throw errors.BLOB_CORRUPT({ cid: blob.cid }, error);
}

async function readAhead(chunks: AsyncGenerator<Buffer>, range: ByteRange): Promise<readonly Buffer[]> {
  const whole = range.end - range.start <= verifiedAheadBytes;
  const ahead: Buffer[] = [];
  do {
    const next = await chunks.next();
    if (next.done === true) break;
    ahead.push(next.value);
  } while (whole);
  return ahead;
}

async function* concatenate(
  ahead: readonly Buffer[],
  rest: AsyncGenerator<Buffer, void, undefined>,
): AsyncGenerator<Buffer, void, undefined> {
  yield* ahead;
  yield* rest;
}
