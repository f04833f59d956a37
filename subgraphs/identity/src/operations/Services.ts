import type { PassportClaims } from '@ai-collective/contracts';
import type { Authorizer, Database, Trace } from '@ai-collective/platform';
import type { AccessTokens } from '../tokens/accessTokens.js';
import type { AttemptLimiter } from './AttemptLimiter.js';

/** What operations work with. */
export interface Services extends Authorizer {
  readonly database: Database;
  readonly tokens: AccessTokens;
  readonly clock: () => Date;
  /** Where people reach the gateway, without a slash at the end. */
  readonly publicUrl: string;
  /** Slows down those who try sign-in codes that are not valid. */
  readonly redemptions: AttemptLimiter;
}

/** Who asks, and in which request. */
export interface Caller {
  readonly passport: PassportClaims;
  readonly trace: Trace;
}
