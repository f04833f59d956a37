import { open, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { contentId } from './contentId.js';
import { DownloadError, type DownloadReason } from './DownloadError.js';

export interface Download {
  /** A capability URL. */
  readonly url: string;
  /** The CID the content must have. */
  readonly cid: string;
  /** Where to write it; a file already there is replaced. */
  readonly path: string;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

const tries = 3;
const pauseMs = 250;
const stallMs = 15_000;

/**
 * Streams content to a file and checks its CID. Tries again up to twice when the server cannot be reached.
 * Throws a {@link DownloadError} and leaves no file behind when the content cannot be had or is another.
 */
export async function downloadContent(download: Download): Promise<{ readonly bytes: number }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await downloadOnce(download);
    } catch (error) {
      await rm(download.path, { force: true });
      download.signal?.throwIfAborted();
      const failure =
        error instanceof DownloadError
          ? error
          : new DownloadError(reasonOf(error), textOf(error), { cause: error });
      if (failure.reason !== 'UNREACHABLE' || attempt === tries) throw failure;
      await delay(
        pauseMs * 2 ** (attempt - 1),
        undefined,
        download.signal ? { signal: download.signal } : {},
      );
    }
  }
}

async function downloadOnce({
  url,
  cid,
  path,
  maxBytes,
  signal,
}: Download): Promise<{ readonly bytes: number }> {
  const response = await request(url, {
    headersTimeout: stallMs,
    bodyTimeout: stallMs,
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.statusCode !== 200) {
    await response.body.dump().catch(() => undefined);
    throw new DownloadError(statusReason(response.statusCode), `the server answered ${response.statusCode}`);
  }
  const found = await writeChecked(path, response.body, maxBytes);
  if (found.cid !== cid) throw new DownloadError('WRONG_CONTENT', `the content is not that of ${cid}`);
  return { bytes: found.bytes };
}

async function writeChecked(path: string, body: AsyncIterable<unknown>, maxBytes: number) {
  const file = await open(path, 'w', 0o600);
  try {
    return await contentId(passThrough(body, maxBytes, (chunk) => file.write(chunk)));
  } finally {
    await file.close();
  }
}

async function* passThrough(
  body: AsyncIterable<unknown>,
  maxBytes: number,
  write: (chunk: Uint8Array) => Promise<unknown>,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the body is not made of bytes');
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new DownloadError('TOO_LARGE', `the content is larger than ${maxBytes} bytes`);
    await write(chunk);
    yield chunk;
  }
}

function statusReason(status: number): DownloadReason {
  if (status >= 500 || status === 429 || status === 408) return 'UNREACHABLE';
  if (status === 404 || status === 410) return 'NOT_FOUND';
  return 'REFUSED';
}

function reasonOf(error: unknown): DownloadReason {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT' ? 'DISK_FULL' : 'UNREACHABLE';
}

function textOf(error: unknown): string {
  return reasonOf(error) === 'DISK_FULL'
    ? 'the disk is full'
    : `the server cannot be reached (${codeOf(error)})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no code';
}
