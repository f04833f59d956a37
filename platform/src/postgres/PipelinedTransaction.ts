import pg from 'pg';
import type { Sql } from './Sql.js';
import { toPgStatement } from './toPgStatement.js';

/** SQLSTATE of a statement that was not run because one before it failed. */
const followsFailure = '25P02';

/** What follows from a failure, rather than being one. */
class RolledBackError extends Error {
  readonly code = followsFailure;
}

/** One transaction whose statements are sent without waiting for the answers to those before. */
export class PipelinedTransaction {
  readonly #client: pg.PoolClient;
  #failure: unknown;
  #isOver = false;
  #isGathering = false;

  /** Begins it, for the rows of `tenant`. Should that fail, so does every statement after it. */
  constructor(client: pg.PoolClient, tenant: string) {
    this.#client = client;
    this.#gather();
    const begun = this.#client.query(`begin; set local app.tenant_id = ${pg.escapeLiteral(tenant)}`);
    begun.catch(() => undefined);
  }

  /** Runs a statement. One asked for after the commit is refused: it would run outside the transaction. */
  readonly execute = ((statement: string, parameters: readonly unknown[] = []) =>
    this.#isOver
      ? Promise.reject(new Error('the transaction is over'))
      : this.#run(statement, parameters)) as Sql['execute'];

  /** PostgreSQL answers a commit after a failed statement with a rollback and no error. */
  async commit(): Promise<void> {
    this.#isOver = true;
    this.#gather();
    const { command } = await this.#client.query('commit');
    if (command !== 'COMMIT') throw new RolledBackError('the transaction was rolled back');
  }

  /** Of the errors of a transaction, the one that says why: those after a failure only say that there was one. */
  causeOf(error: unknown): unknown {
    const follows = error instanceof Error && 'code' in error && error.code === followsFailure;
    return follows ? (this.#failure ?? error) : error;
  }

  /** Statements of one turn of the event loop leave together: each write of its own costs as much as the statement. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }

  async #run(statement: string, parameters: readonly unknown[]): Promise<unknown> {
    this.#gather();
    try {
      const { rows } = await this.#client.query({ ...toPgStatement(statement), values: [...parameters] });
      return rows;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }
}
