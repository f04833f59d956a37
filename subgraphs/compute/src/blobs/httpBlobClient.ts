import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { blobPath, mintCapability, uploadPath } from '@ai-collective/contracts';
import { AppError } from '@ai-collective/platform';
import { LRUCache } from 'lru-cache';
import { Agent, request, type Dispatcher } from 'undici';
import { z } from 'zod';
import { errors } from '../errors.js';
import { blobPattern } from '../rules/checkItem.js';
import type { BlobClient, NewBlob, StoredBlob } from './BlobClient.js';

const capabilitySeconds = 300;
/** A blob that was there lately is taken to be there still; a task finds out when it is not. */
const seenMs = 60_000;
const mostSeen = 10_000;
const largestBlob = 1_099_511_627_776;

interface BlobClientSettings {
  readonly storageUrl: string;
  readonly capabilitySecret: string;
}

interface BlobRequest {
  readonly community: string;
  readonly cid: string;
  readonly method: 'HEAD' | 'GET';
}

/** A client of the storage service that gives itself the capability for each blob it reads. */
export function httpBlobClient(settings: BlobClientSettings): BlobClient {
  const dispatcher = new Agent({
    connections: 32,
    connectTimeout: 5_000,
    headersTimeout: 10_000,
    bodyTimeout: 30_000,
  });
  const open = (blob: BlobRequest) => openBlob(settings, dispatcher, blob);
  const seen = new LRUCache<string, true>({ max: mostSeen, ttl: seenMs });
  return {
    exists: async (community, cid) => {
      const blob = `${community} ${cid}`;
      if (seen.has(blob)) return true;
      const response = await open({ community, cid, method: 'HEAD' });
      await response?.body.dump();
      if (response !== undefined) seen.set(blob, true);
      return response !== undefined;
    },
    download: async (community, cid, { path, maxBytes }) => {
      const { body } = await existing(open, community, cid);
      return writeAtMost(body, path, maxBytes);
    },
    open: async (community, cid) => {
      const { body } = await existing(open, community, cid);
      return toItsEnd(body);
    },
    readJson: async (community, cid, maxBytes) => {
      const { body } = await existing(open, community, cid);
      return parseAtMost(body, maxBytes);
    },
    upload: (community, blob) => upload(settings, dispatcher, { ...blob, community }),
    close: () => dispatcher.close(),
  };
}

async function existing(
  open: (blob: BlobRequest) => Promise<Dispatcher.ResponseData | undefined>,
  community: string,
  cid: string,
): Promise<Dispatcher.ResponseData> {
  const response = await open({ community, cid, method: 'GET' });
  if (response === undefined) throw errors.BLOB_NOT_FOUND({ cid });
  return response;
}

/** Answers undefined when the community has no such blob. */
async function openBlob(
  { storageUrl, capabilitySecret }: BlobClientSettings,
  dispatcher: Dispatcher,
  { community, cid, method }: BlobRequest,
): Promise<Dispatcher.ResponseData | undefined> {
  if (!blobPattern.test(cid)) return undefined;
  const capability = mintCapability(capabilitySecret, {
    action: 'read',
    community,
    cid,
    maxBytes: largestBlob,
    expiresAt: Math.floor(Date.now() / 1000) + capabilitySeconds,
    subject: 'compute',
  });
  const url = new URL(blobPath(encodeURIComponent(community), cid), storageUrl);
  url.searchParams.set('capability', capability);
  try {
    const response = await request(url, { method, dispatcher });
    if (response.statusCode === 200) return response;
    await response.body.dump();
    if (response.statusCode === 404 || response.statusCode === 400) return undefined;
    throw new Error(`the blob store answered ${response.statusCode}`);
  } catch (cause) {
    throw errors.STORAGE_UNAVAILABLE({}, cause);
  }
}

const storedSchema = z.object({ cid: z.string(), bytes: z.int() });

/** Storage writes to the disk before it answers. */
const storedWithinMs = 60_000;

async function upload(
  { storageUrl, capabilitySecret }: BlobClientSettings,
  dispatcher: Dispatcher,
  { community, content, name, mediaType, maxBytes }: NewBlob & { readonly community: string },
): Promise<StoredBlob> {
  const url = new URL(uploadPath, storageUrl);
  const expiresAt = Math.floor(Date.now() / 1000) + capabilitySeconds;
  const grant = {
    action: 'write',
    community,
    cid: null,
    maxBytes,
    name,
    expiresAt,
    subject: 'compute',
  } as const;
  url.searchParams.set('capability', mintCapability(capabilitySecret, grant));
  url.searchParams.set('mediaType', mediaType);
  const { stream, failure } = watched(content);
  try {
    const response = await request(url, {
      method: 'PUT',
      body: stream,
      dispatcher,
      headersTimeout: storedWithinMs,
    });
    if (response.statusCode === 201) return storedSchema.parse(await response.body.json());
    await response.body.dump();
    if (response.statusCode === 413) throw errors.BLOB_TOO_LARGE({ maxBytes });
    throw new Error(`the blob store answered ${response.statusCode}`);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw failure() ?? errors.STORAGE_UNAVAILABLE({}, cause);
  }
}

/** A stream of some content, and what the content itself failed with: the request only says that it broke off. */
function watched(content: AsyncIterable<string>) {
  let failure: Error | undefined;
  const stream = Readable.from(content, { objectMode: false });
  stream.once('error', (error: Error) => (failure = error));
  return { stream, failure: () => failure };
}

/** A body that breaks off says so; one that nobody reads to its end is closed. */
async function* toItsEnd(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) yield chunk;
  } catch (cause) {
    throw errors.STORAGE_UNAVAILABLE({}, cause);
  }
}

async function writeAtMost(body: Readable, path: string, maxBytes: number): Promise<number | null> {
  let bytes = 0;
  const tooLarge = new Error('the blob is too large');
  try {
    await pipeline(
      body,
      async function* count(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > maxBytes) throw tooLarge;
          yield chunk;
        }
      },
      createWriteStream(path, { mode: 0o600 }),
    );
    return bytes;
  } catch (cause) {
    if (cause === tooLarge) return null;
    throw errors.STORAGE_UNAVAILABLE({}, cause);
  }
}

async function parseAtMost(body: Readable, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new Error('the blob is too large');
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (cause) {
    throw errors.STORAGE_UNAVAILABLE({}, cause);
  }
}
