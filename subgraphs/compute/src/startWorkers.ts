import { setTimeout as delay } from 'node:timers/promises';
import { doDueWork, type WorkHandler } from './operations/doDueWork.js';
import type { ComputeServices } from './operations/ComputeServices.js';

/** How long a worker that found nothing to do waits before it looks again. */
const lookEveryMs = 500;

export interface Workers {
  /** Leaves work in hand to other replicas and stops. */
  close(): Promise<void>;
}

/** Work that is looked for by itself. */
export interface Chore {
  readonly kind: string;
  /** Takes a piece that is due and does it; answers whether there was one. */
  readonly doNext: (services: ComputeServices) => Promise<boolean>;
}

/** Does the work that falls due for jobs, `atOnce` pieces of each kind at a time, and chores, one piece at a time. */
export function startWorkers(
  services: ComputeServices,
  handlers: readonly { readonly handler: WorkHandler; readonly atOnce: number }[],
  chores: readonly Chore[] = [],
): Workers {
  const closing = new AbortController();
  const { signal } = closing;
  const ofJobs = handlers.flatMap(({ handler, atOnce }) =>
    Array.from({ length: atOnce }, () => ({
      kind: handler.kind,
      doNext: () => doDueWork(services, handler, signal),
    })),
  );
  const workers = [...ofJobs, ...chores].map((chore) => workUntil(signal, services, chore));
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
  { kind, doNext }: Chore,
): Promise<void> {
  while (!signal.aborted) {
    const worked = await doNext(services).catch((error: unknown) => {
      services.log.warn({ err: error, kind }, 'looking for work failed; it will be tried again');
      return false;
    });
    if (!worked) await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
