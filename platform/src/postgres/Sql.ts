import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Statements of one transaction: `execute(statement, parameters)` runs one, with a `?` for each parameter, and gives
 * its rows. MikroORM's EntityManager is one too, so what only runs statements serves both.
 */
export type Sql = Pick<EntityManager, 'execute'>;

/** A transaction on the bare driver. */
export interface SqlTransaction extends Sql {
  /**
   * Takes writes that have been asked for and whose answers the work needs no more: they are awaited with the commit,
   * which leaves together with them. When one fails, nothing is committed and its error is the transaction's.
   */
  last(...writes: readonly Promise<unknown>[]): void;
}
