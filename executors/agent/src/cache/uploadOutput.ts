import { setTimeout as delay } from 'node:timers/promises';
import type { TaskOutput } from '@ai-collective/contracts';
import { request } from 'undici';
import { z } from 'zod';
import { deviceFailure } from '../failures/TaskFailed.js';
import { contentId } from './contentId.js';

const receiptSchema = z.object({ cid: z.string(), bytes: z.int().nonnegative() });

const tries = 3;
const pauseMs = 250;
const stallMs = 15_000;

/**
 * Stores an output at a capability URL. Throws a device failure OUTPUT_UPLOAD_FAILED when storage does not take it,
 * or took something else.
 */
export async function uploadOutput(
  url: string,
  output: Uint8Array,
  signal: AbortSignal,
): Promise<TaskOutput> {
  const expected = await contentId(once(output));
  for (let attempt = 1; ; attempt++) {
    try {
      const receipt = receiptSchema.parse(await put(url, output, signal));
      if (receipt.cid !== expected.cid) throw new Error('storage answered with another CID');
      return { type: 'blob', ...receipt };
    } catch (error) {
      signal.throwIfAborted();
      if (attempt === tries)
        throw deviceFailure('OUTPUT_UPLOAD_FAILED', 'The output could not be stored.', error);
      await delay(pauseMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

async function put(url: string, body: Uint8Array, signal: AbortSignal): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'content-length': String(body.byteLength) };
  const response = await request(url, {
    method: 'PUT',
    headers,
    body,
    signal,
    headersTimeout: stallMs,
    bodyTimeout: stallMs,
  });
  if (response.statusCode >= 300) {
    await response.body.dump().catch(() => undefined);
    throw new Error(`storage answered ${response.statusCode}`);
  }
  return response.body.json();
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}
