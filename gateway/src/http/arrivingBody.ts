import type { IncomingMessage } from 'node:http';
import type { AppError } from '@ai-collective/platform/runtime';
import { errors } from '../errors.js';

export interface BodyWatch {
  /** Longest time either side may stand still, ms. */
  readonly idleMs: number;
  /** Told once when the body stands still, with the answer that fits the side at fault. */
  readonly onStall: (reason: AppError) => void;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * The pieces of a request's body as they arrive, at the reader's pace. The request is not destroyed when reading stops
 * early: an answer must still go out.
 */
export async function* arrivingBody(
  request: IncomingMessage,
  { idleMs, onStall, signal }: BodyWatch,
): AsyncGenerator<Buffer, void, undefined> {
  let stallOf = errors.BODY_STALLED;
  const timer = setTimeout(() => onStall(stallOf()), idleMs);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  const moved = (next: () => AppError): void => {
    stallOf = next;
    if (!signal.aborted) timer.refresh();
  };
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      moved(errors.GATEWAY_TIMEOUT);
      yield piece;
      moved(errors.BODY_STALLED);
    }
  } finally {
    clearTimeout(timer);
  }
}
