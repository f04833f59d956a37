import type { PassportClaims } from '@ai-collective/contracts';
import type { Database, Trace } from '@ai-collective/platform';

/** What operations work with. */
export interface Services {
  readonly database: Database;
  readonly clock: () => Date;
}

/** Who asks, and in which request. */
export interface Caller {
  readonly passport: PassportClaims;
  readonly trace: Trace;
}
