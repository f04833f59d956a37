import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@ai-collective/platform';
import type { Services } from '../Services.js';
import { advanceProposal } from './advanceProposal.js';

export interface Clerk {
  close(): Promise<void>;
}

const lookMs = 250;
const mostAtOnce = 100;

/** Has proposals go on when they are due. It decides nothing: what is due, and what follows, is in the ballots and the time. */
export function startClerk(services: Services, log: Logger): Clerk {
  const stop = new AbortController();
  const running = runClerk(services, { log, signal: stop.signal });
  return {
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

async function runClerk(
  services: Services,
  { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await advanceDue(services, log).catch((error: unknown) =>
      log.error({ err: error }, 'what is due of proposals could not be found; it is tried again'),
    );
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Has everything go on that is due now. One that fails is logged, and keeps no other back. */
export async function advanceDue(services: Services, log: Logger): Promise<void> {
  const due = await services.database.withoutTenantSql(async (sql) => {
    const at = await services.time(sql);
    return sql.execute<{ tenant_id: string; id: string }[]>('select tenant_id, id from due_proposals(?, ?)', [
      new Date(at),
      mostAtOnce,
    ]);
  });
  for (const { tenant_id: community, id } of due)
    await advanceProposal(services, { community, id }).catch((error: unknown) =>
      log.error({ err: error, proposal: id }, 'a proposal could not go on; it is tried again'),
    );
}
