import type { PassportClaims } from '@ai-collective/contracts';
import type { Authorizer, Database, Trace } from '@ai-collective/platform';
import type { OidcParts } from '../oidc/createOidcParts.js';
import type { AccessTokens } from '../tokens/accessTokens.js';
import type { RelyingParty } from '../rules/relyingParty.js';
import type { AttemptLimiter } from './AttemptLimiter.js';
import type { ProgramLimits } from './ProgramLimits.js';

/** What operations work with. */
export interface Services extends Authorizer {
  readonly database: Database;
  readonly tokens: AccessTokens;
  readonly clock: () => Date;
  /** Where people reach the gateway, without a slash at the end. */
  readonly publicUrl: string;
  /** Where devices reach a dispatcher, if that was said. */
  readonly publicDispatcherUrl: string | undefined;
  /** How issuers that communities trust are spoken to. */
  readonly oidc: OidcParts;
  /** Slows down those who try sign-in codes that are not valid. */
  readonly redemptions: AttemptLimiter;
  /** How often programs and those who approve them may try. */
  readonly programs: ProgramLimits;
  /** What passkeys are bound to. */
  readonly relyingParty: RelyingParty;
  /** Bounds how many passkey challenges a source can ask for. */
  readonly challenges: AttemptLimiter;
}

/** Who asks, and in which request. */
export interface Caller {
  readonly passport: PassportClaims;
  readonly trace: Trace;
}
