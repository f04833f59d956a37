import { setTimeout as delay } from 'node:timers/promises';
import { doDueWork, type WorkHandler } from './operations/doDueWork.js';
import type { ComputeServices } from './operations/ComputeServices.js';

/** How long a worker that found nothing to do waits before it looks again. */
const lookEveryMs = 500;

export interface Workers {
  /** Leaves work in hand to other replicas and stops. */
  close(): Promise<void>;
}

/** Does the work that falls due for jobs, `atOnce` pieces of each kind at a time. */
export function startWorkers(
  services: ComputeServices,
  handlers: readonly { readonly handler: WorkHandler; readonly atOnce: number }[],
): Workers {
  const closing = new AbortController();
  const workers = handlers.flatMap(({ handler, atOnce }) =>
    Array.from({ length: atOnce }, () => workUntil(closing.signal, services, handler)),
  );
  return {
    close: async () => {
      closing.abort();
      await Promise.all(workers);
    },
  };
}

async function workUntil(
  signal: AbortSignal,
  services: ComputeServices,
  handler: WorkHandler,
): Promise<void> {
  while (!signal.aborted) {
    const worked = await doDueWork(services, handler, signal).catch((error: unknown) => {
      services.log.warn(
        { err: error, kind: handler.kind },
        'looking for work failed; it will be tried again',
      );
      return false;
    });
    if (!worked) await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
