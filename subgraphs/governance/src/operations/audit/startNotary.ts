import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@ai-collective/platform';
import type { Services } from '../Services.js';
import { signLog } from './signLog.js';

export interface Notary {
  close(): Promise<void>;
}

/** A log is signed once a second at most, however fast it grows. */
const lookMs = 1_000;
const mostAtOnce = 100;

/** Signs logs that have grown. One that was rewritten is never signed again; that is logged as an error each time. */
export function startNotary(services: Services, log: Logger): Notary {
  const stop = new AbortController();
  const running = runNotary(services, { log, signal: stop.signal });
  return {
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

async function runNotary(
  services: Services,
  { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await signGrown(services, log).catch((error: unknown) =>
      log.error({ err: error }, 'logs that have grown could not be found; it is tried again'),
    );
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Signs every log that has grown since it was last signed. */
export async function signGrown(services: Services, log: Logger): Promise<void> {
  const grown = await services.database.withoutTenantSql((sql) =>
    sql.execute<{ tenant_id: string }[]>('select tenant_id from logs_to_sign(?)', [mostAtOnce]),
  );
  for (const { tenant_id: community } of grown)
    await signLog(services, community).catch((error: unknown) =>
      log.error({ err: error, community }, 'an audit log could not be signed'),
    );
}
