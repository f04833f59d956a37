import type { PassportClaims } from '@ai-collective/contracts';
import type { Authorizer, Database, PolicyStore, Trace } from '@ai-collective/platform';

/** What operations work with. */
export interface Services extends Pick<Authorizer, 'authorize'> {
  readonly database: Database;
  /** What communities around the caller's set, which binds it too. */
  readonly policies: Pick<PolicyStore, 'get'>;
  readonly clock: () => Date;
}

/** Who asks, and in which request. */
export interface Caller {
  readonly passport: PassportClaims;
  readonly trace: Trace;
}
