import type { Authorizer, Database } from '@ai-collective/platform';
import type { IdentityConfig } from './config.js';
import { AttemptLimiter } from './operations/AttemptLimiter.js';
import type { Services } from './operations/Services.js';
import { createAccessTokens } from './tokens/accessTokens.js';

/** A source may fail thirty times in a row, and then once every two seconds. */
const redemptionLimits = { capacity: 30, refillPerSecond: 0.5 } as const;

/** Puts together what identity's operations work with. */
export async function createServices(
  config: Pick<IdentityConfig, 'IDENTITY_SIGNING_JWK' | 'PUBLIC_URL'>,
  { database, authorizer }: { readonly database: Database; readonly authorizer: Authorizer },
  clock: () => Date = () => new Date(),
): Promise<Services> {
  return {
    ...authorizer,
    database,
    clock,
    tokens: await createAccessTokens(config.IDENTITY_SIGNING_JWK),
    publicUrl: config.PUBLIC_URL.replace(/\/+$/, ''),
    redemptions: new AttemptLimiter(redemptionLimits, clock),
  };
}
