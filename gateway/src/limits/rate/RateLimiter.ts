import { errors } from '../../errors.js';
import type { GatewayLimits } from '../GatewayLimits.js';
import { BucketStore, type BucketClaim } from './BucketStore.js';
import type { RateLimits } from './RateLimits.js';

/** Who asks, and for whom. */
export interface Asker {
  readonly community: string;
  /** Unlike any other subject of the community. */
  readonly subject: string;
}

type Rates = Pick<GatewayLimits, 'community' | 'subject'>;

export interface RateLimiterSettings {
  /** Most communities and subjects remembered. */
  readonly capacity: number;
  /** ms, never going back. */
  readonly now: () => number;
}

const minuteMs = 60_000;

/** Counts requests and their costs against what communities and subjects may ask in a time. */
export class RateLimiter {
  readonly #requests: BucketStore;
  readonly #costs: BucketStore;
  readonly #now: () => number;

  constructor({ capacity, now }: RateLimiterSettings) {
    this.#requests = new BucketStore(capacity);
    this.#costs = new BucketStore(capacity);
    this.#now = now;
  }

  /** Counts one request. Throws RATE_LIMITED. */
  countRequest(asker: Asker, rates: Rates): void {
    const claims = claimsOf(asker, rates, requestRule);
    if (claims.length === 0) return;
    const claim = this.#requests.takeAll(claims, 1, this.#now());
    if (!claim.ok) throw errors.RATE_LIMITED({ retryAfterMs: claim.retryAfterMs });
  }

  /** Takes a cost from the budgets. Throws COST_BUDGET_EXCEEDED. The answer corrects it, once the real cost is known. */
  spend(asker: Asker, rates: Rates, estimated: number): ((actual: number) => void) | undefined {
    const claims = claimsOf(asker, rates, costRule);
    if (claims.length === 0) return undefined;
    const claim = this.#costs.takeAll(claims, estimated, this.#now());
    if (!claim.ok) throw errors.COST_BUDGET_EXCEEDED({ estimated, retryAfterMs: claim.retryAfterMs });
    return (actual) => {
      this.#costs.giveBack(claims, estimated - actual, this.#now());
    };
  }
}

type Rule = (limits: RateLimits) => BucketClaim['rule'] | undefined;

function claimsOf({ community, subject }: Asker, rates: Rates, ruleOf: Rule): readonly BucketClaim[] {
  const [ofCommunity, ofSubject] = [ruleOf(rates.community), ruleOf(rates.subject)];
  return [
    ...(ofCommunity === undefined ? [] : [{ key: `community ${community}`, rule: ofCommunity }]),
    ...(ofSubject === undefined ? [] : [{ key: `subject ${community} ${subject}`, rule: ofSubject }]),
  ];
}

function requestRule({ requestsPerSecond, burst }: RateLimits): BucketClaim['rule'] | undefined {
  if (requestsPerSecond === undefined) return undefined;
  return { capacity: Math.max(1, burst), perMs: requestsPerSecond / 1_000 };
}

function costRule({ costPerMinute }: RateLimits): BucketClaim['rule'] | undefined {
  if (costPerMinute === undefined) return undefined;
  return { capacity: costPerMinute, perMs: costPerMinute / minuteMs };
}
