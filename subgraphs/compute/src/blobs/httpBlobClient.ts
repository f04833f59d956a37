import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { blobPath, mintCapability } from '@ai-collective/contracts';
import { LRUCache } from 'lru-cache';
import { Agent, request, type Dispatcher } from 'undici';
import { errors } from '../errors.js';
import { blobPattern } from '../rules/checkItem.js';
import type { BlobClient } from './BlobClient.js';

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
