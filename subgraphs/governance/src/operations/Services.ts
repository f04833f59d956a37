import type { PassportClaims } from '@ai-collective/contracts';
import type { Authorizer, Database, Trace } from '@ai-collective/platform';

/** What operations work with. */
export interface Services extends Pick<Authorizer, 'authorize'> {
  readonly database: Database;
  readonly clock: () => Date;
}

/** Who asks, and in which request. */
export interface Caller {
  readonly passport: PassportClaims;
  readonly trace: Trace;
}
