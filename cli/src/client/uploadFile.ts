import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { ApiError } from './ApiError.js';
import type { Connection } from './Connection.js';
import { call, request } from './request.js';

/** Told how many bytes of how many have been sent. */
export type UploadProgress = (sent: number, total: number) => void;

const storedSchema = z.object({ cid: z.string(), bytes: z.number() });
const refusalSchema = z.object({ code: z.string(), message: z.string() });

/**
 * Streams a file into the community's storage and answers its CID.
 * Throws FILE_UNREADABLE, or what storage refused it with.
 */
export async function uploadFile(
  connection: Connection,
  file: string,
  progress?: UploadProgress,
): Promise<string> {
  const handle = await openFile(file);
  try {
    const { size } = await handle.stat();
    const { createUpload } = await request(connection, {
      query: `mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) { url } }`,
      variables: { input: { bytes: size } },
      data: z.object({ createUpload: z.object({ url: z.string() }) }),
    });
    return await put(createUpload.url, body(handle, size, progress), size);
  } finally {
    await handle.close();
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (cause) {
    throw new ApiError('FILE_UNREADABLE', `The file ${file} cannot be read.`, { cause });
  }
  throw new ApiError('FILE_UNREADABLE', `${file} is not a file.`);
}

function body(handle: FileHandle, size: number, progress?: UploadProgress): ReadableStream {
  let sent = 0;
  const stream = handle.createReadStream({ autoClose: false });
  stream.on('data', (chunk) => {
    sent += chunk.length;
    progress?.(sent, size);
  });
  return Readable.toWeb(stream);
}

async function put(url: string, stream: ReadableStream, size: number): Promise<string> {
  const response = await call(url, {
    method: 'PUT',
    body: stream,
    duplex: 'half',
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
    signal: AbortSignal.timeout(600_000),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return storedSchema.parse(answer).cid;
  const refusal = refusalSchema.safeParse(answer);
  if (refusal.success) throw new ApiError(refusal.data.code, refusal.data.message);
  throw new ApiError('UNEXPECTED_ANSWER', `Storage answered ${response.status}.`);
}
