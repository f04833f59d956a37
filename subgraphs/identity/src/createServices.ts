import type { Authorizer, Database, SigningKeys } from '@ai-collective/platform';
import type { IdentityConfig } from './config.js';
import { AttemptLimiter } from './operations/AttemptLimiter.js';
import { createProgramLimits } from './operations/ProgramLimits.js';
import type { Services } from './operations/Services.js';
import { relyingPartyOf } from './rules/relyingParty.js';
import { createOidcParts } from './oidc/createOidcParts.js';
import { createAccessTokens } from './tokens/accessTokens.js';

/** A source may fail thirty times in a row, and then once every two seconds. */
const redemptionLimits = { capacity: 30, refillPerSecond: 0.5 } as const;

/** A source may begin sixty passkey ceremonies in a row, and then one every second. */
const challengeLimits = { capacity: 60, refillPerSecond: 1 } as const;

/** Puts together what identity's operations work with. */
export function createServices(
  config: Pick<
    IdentityConfig,
    'IDENTITY_SEALING_KEY' | 'OIDC_ALLOW_LOOPBACK' | 'PUBLIC_URL' | 'PUBLIC_DISPATCHER_URL'
  >,
  parts: { readonly database: Database; readonly authorizer: Authorizer; readonly signingKeys: SigningKeys },
  clock: () => Date = () => new Date(),
): Services {
  return {
    ...parts.authorizer,
    database: parts.database,
    clock,
    tokens: createAccessTokens(parts.signingKeys),
    publicUrl: config.PUBLIC_URL.replace(/\/+$/, ''),
    publicDispatcherUrl: config.PUBLIC_DISPATCHER_URL,
    oidc: createOidcParts(config, clock),
    redemptions: new AttemptLimiter(redemptionLimits, clock),
    programs: createProgramLimits(clock),
    relyingParty: relyingPartyOf(config.PUBLIC_URL),
    challenges: new AttemptLimiter(challengeLimits, clock),
  };
}
