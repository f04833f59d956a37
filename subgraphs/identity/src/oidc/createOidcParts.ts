import type { IdentityConfig } from '../config.js';
import { AttemptLimiter } from '../operations/AttemptLimiter.js';
import { createIssuerFetch, type IssuerFetchSettings } from './createIssuerFetch.js';
import { createSealer, type Sealer } from './createSealer.js';
import { IssuerDirectory } from './IssuerDirectory.js';

/** What signing in at issuers works with. */
export interface OidcParts {
  readonly directory: IssuerDirectory;
  /** Seals client secrets; the context is the id of the trusted issuer. */
  readonly secrets: Sealer;
  /** Seals sign-ins under way. */
  readonly states: Sealer;
  /** Slows down those who begin to sign in very often, and with them what issuers are asked. */
  readonly starts: AttemptLimiter;
  /** Slows down those who ask very often with which issuers people sign in. */
  readonly listings: AttemptLimiter;
}

/** A source may begin a hundred sign-ins in a row, and then one a second. */
const startLimits = { capacity: 100, refillPerSecond: 1 } as const;

/** A source may ask for a hundred lists in a row, and then for one a second. */
const listingLimits = { capacity: 100, refillPerSecond: 1 } as const;

/** Puts the parts together. `resolve` replaces how issuers' names are resolved. */
export function createOidcParts(
  config: Pick<IdentityConfig, 'IDENTITY_SEALING_KEY' | 'OIDC_ALLOW_LOOPBACK'>,
  clock: () => Date,
  options: Pick<IssuerFetchSettings, 'resolve'> = {},
): OidcParts {
  const allowLoopback = config.OIDC_ALLOW_LOOPBACK;
  return {
    directory: new IssuerDirectory({
      allowLoopback,
      fetch: createIssuerFetch({ allowLoopback, ...options }),
    }),
    secrets: createSealer(config.IDENTITY_SEALING_KEY, 'issuer secrets'),
    states: createSealer(config.IDENTITY_SEALING_KEY, 'sign-in states'),
    starts: new AttemptLimiter(startLimits, clock),
    listings: new AttemptLimiter(listingLimits, clock),
  };
}
