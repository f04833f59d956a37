import type { NoteSigner, PassportClaims } from '@ai-collective/contracts';
import type { Authorizer, Database, PolicyStore, Sql, Trace } from '@ai-collective/platform';
import type { OpenVotes } from './proposals/OpenVotes.js';

/** What operations work with. */
export interface Services extends Pick<Authorizer, 'authorize'> {
  readonly database: Database;
  /** What communities around the caller's set, which binds it too. */
  readonly policies: Pick<PolicyStore, 'get'>;
  /** The one clock that votes go by, milliseconds since the epoch: the database's, whatever those of the replicas say. */
  readonly time: (sql: Sql) => Promise<number>;
  /** The votes that are under way, as this replica knows them. */
  readonly votes: OpenVotes;
  /** Signs logs. */
  readonly signer: NoteSigner;
}

/** Who asks, and in which request. */
export interface Caller {
  readonly passport: PassportClaims;
  readonly trace: Trace;
}
