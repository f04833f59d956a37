import type { Readable } from 'node:stream';
import { errors } from '../errors.js';

/**
 * The pieces of a request's body as they arrive, at the reader's pace. The request is not destroyed when reading stops
 * early: an answer must still go out. Throws UPLOAD_STALLED when nothing arrives for `idleMilliseconds`, and
 * UPLOAD_ABORTED when the client goes away.
 */
export async function* arrivingBody(
  request: Readable,
  idleMilliseconds: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
  let waiting = false;
  try {
    for (;;) {
      waiting = true;
      const piece = await beforeStall(nextPiece(pieces), idleMilliseconds);
      waiting = false;
      if (piece.done === true) return;
      yield piece.value;
    }
  } finally {
    if (!waiting) await pieces.return?.();
  }
}

async function nextPiece(pieces: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array, unknown>> {
  try {
    return await pieces.next();
  } catch {
    throw errors.UPLOAD_ABORTED();
  }
}

async function beforeStall<T>(wait: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stall = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(errors.UPLOAD_STALLED()), milliseconds);
  });
  try {
    return await Promise.race([wait, stall]);
  } finally {
    clearTimeout(timer);
  }
}
