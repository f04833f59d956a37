import type { Database } from '@ai-collective/platform';
import { LRUCache } from 'lru-cache';
import { quoteFrom, type DeviceTimes, type Quote } from '../../rules/credit/calibration.js';

/** What a price depends on. */
export interface PricedTask {
  readonly community: string;
  readonly modelVersionId: string;
  readonly batchShape: number;
  readonly runtimeLimitMs: number;
}

const mostPrices = 10_000;
const measuredAgainMs = 60_000;

/** The newest runs that were paid for and not taken back, by device; an index gives them newest first. */
const deviceTimes = `
  select count(*)::integer as runs, percentile_cont(0.5) within group (order by elapsed_ms) as "p50Ms",
    percentile_cont(0.95) within group (order by elapsed_ms) as "p95Ms"
  from (
    select device_id, elapsed_ms from credit_payments as payment
    where tenant_id = ? and model_version_id = ? and batch_shape = ? and elapsed_ms is not null
      and not exists (
        select from credit_reversals as reversal
        where reversal.tenant_id = payment.tenant_id and reversal.attempt_id = payment.attempt_id
      )
    order by paid_at desc limit 1000
  ) as newest group by device_id`;

/**
 * Calibrated prices of tasks. They follow from the newest 1,000 valid runs of a model version and batch shape, and are
 * worked out again a minute after they were asked for: nothing of it burdens submitting or settling.
 */
export class CreditPrices {
  readonly #times: LRUCache<string, readonly DeviceTimes[], PricedTask>;

  constructor(database: Pick<Database, 'queryTenant'>) {
    this.#times = new LRUCache({
      max: mostPrices,
      ttl: measuredAgainMs,
      fetchMethod: async (_key, _stale, { context: { community, modelVersionId, batchShape } }) => {
        const [times] = await database.queryTenant<[DeviceTimes[]]>(community, [
          [deviceTimes, [community, modelVersionId, batchShape]],
        ]);
        return times;
      },
    });
  }

  async quote(task: PricedTask): Promise<Quote> {
    const key = JSON.stringify([task.community, task.modelVersionId, task.batchShape]);
    const times = await this.#times.fetch(key, { context: task });
    return quoteFrom(times ?? [], task);
  }
}
