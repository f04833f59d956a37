import type { Logger } from '@ai-collective/platform/runtime';
import type { GatewayConfig } from '../config.js';
import { AutomaticDocuments } from '../documents/AutomaticDocuments.js';
import { DocumentResolver } from '../documents/DocumentResolver.js';
import type { TrustedDocuments } from '../documents/TrustedDocuments.js';
import type { GatewayMetrics } from '../observability/metrics/GatewayMetrics.js';
import { configuredLimits, type LimitOptions } from './configuredLimits.js';
import type { LimitsOf } from './GatewayLimits.js';
import { RateLimiter } from './rate/RateLimiter.js';
import { RequestLimits } from './RequestLimits.js';

export type RequestLimitOptions = LimitOptions &
  Pick<GatewayConfig, 'RATE_REMEMBERED' | 'AUTOMATIC_DOCUMENTS_BYTES' | 'AUTOMATIC_DOCUMENTS_COMMUNITIES'>;

export interface RequestLimitParts {
  readonly log: Pick<Logger, 'warn'>;
  readonly metrics: GatewayMetrics;
  /** Limits by community. Default: the configured ones for all. */
  readonly limitsOf?: LimitsOf | undefined;
  /** Documents by community. Default: none. */
  readonly trusted?: ((community: string) => TrustedDocuments | undefined) | undefined;
}

/** The limits of requests, as configured. */
export function createRequestLimits(config: RequestLimitOptions, parts: RequestLimitParts): RequestLimits {
  const standard = configuredLimits(config);
  const { log, metrics, limitsOf = () => standard, trusted = () => undefined } = parts;
  const automatic = new AutomaticDocuments({
    bytesEach: config.AUTOMATIC_DOCUMENTS_BYTES,
    communities: config.AUTOMATIC_DOCUMENTS_COMMUNITIES,
  });
  const onUntrusted = (document: object) => log.warn(document, 'a document is not trusted');
  const tallyOf = (community: string) => metrics.communities.of(community);
  return new RequestLimits({
    limitsOf,
    documents: new DocumentResolver({ trusted, automatic, onUntrusted }),
    onDocument: (community, kind) => {
      tallyOf(community).documents[kind]++;
    },
    rates: new RateLimiter({ capacity: config.RATE_REMEMBERED, now: () => performance.now() }),
    costsOf: tallyOf,
  });
}
