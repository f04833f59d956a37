import type { AttemptEvent } from '@ai-collective/contracts';
import type { Database, Logger } from '@ai-collective/platform';
import { lastingRefusal } from '../rules/lastingRefusal.js';
import { attemptIds } from './attemptIds.js';
import type { ComputeServices } from './ComputeServices.js';
import { groupByKey } from './groupByKey.js';
import { readReportedBlobs } from './readReportedBlobs.js';
import { settleCommunity } from './settleCommunity.js';

/** What taking attempt events into account needs. */
export interface SettlingServices extends Pick<
  ComputeServices,
  'policies' | 'watchers' | 'drawSecret' | 'blobs'
> {
  readonly database: Pick<Database, 'withTenantSql'>;
  readonly log: Pick<Logger, 'error'>;
}

/**
 * Takes a batch of attempt events into account: one transaction for each community in it. Safe to repeat:
 * events that were taken before change nothing. What PostgreSQL will never take is logged and set aside, so that it
 * holds up no others; rejects with whatever may pass, such as POLICIES_NOT_READY, for the batch to come again.
 */
export async function settleAttempts(
  services: SettlingServices,
  events: readonly AttemptEvent[],
): Promise<void> {
  const { database, policies, watchers, drawSecret, log } = services;
  for (const [community, own] of groupByKey(events, ({ communityId }) => communityId)) {
    const policyOf = (ancestors: readonly string[]) => policies.get(community, ancestors);
    const blobs = await readReportedBlobs(services, community, own);
    const settle = async (some: readonly AttemptEvent[]): Promise<void> => {
      const ends = await database.withTenantSql(community, (sql) =>
        settleCommunity(sql, some, { community, policyOf, drawSecret, blobs, watchers, log }),
      );
      for (const end of await ends()) watchers.tellOutcome(end);
    };
    if ((await refusalOf(settle(own))) !== undefined) await settleOneByOne(own, settle, log);
  }
}

/** A refusal's own text quotes what was to be written, which is nobody's to log. */
async function settleOneByOne(
  events: readonly AttemptEvent[],
  settle: (some: readonly AttemptEvent[]) => Promise<void>,
  log: Pick<Logger, 'error'>,
): Promise<void> {
  for (const event of events) {
    const sqlState = await refusalOf(settle([event]));
    if (sqlState === undefined) continue;
    log.error({ ...attemptIds(event), sqlState }, 'an attempt event cannot be stored; it is set aside');
  }
}

/** Why PostgreSQL refused for good, if it did. */
async function refusalOf(settling: Promise<void>): Promise<string | undefined> {
  try {
    await settling;
    return undefined;
  } catch (error) {
    const sqlState = lastingRefusal(error);
    if (sqlState === undefined) throw error;
    return sqlState;
  }
}
