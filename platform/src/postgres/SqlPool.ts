import pg from 'pg';
import type { Logger } from '../telemetry/createLogger.js';
import { PipelinedTransaction } from './PipelinedTransaction.js';
import type { SqlTransaction } from './Sql.js';

interface SqlPoolSettings {
  readonly config: pg.PoolConfig;
  readonly log: Logger;
}

/** One statement of a batch, a `?` for each parameter. */
export type Statement = readonly [text: string, parameters?: readonly unknown[]];

/** The typings do not know the setting yet (https://node-postgres.com/features/pipelining). */
type PipeliningConfig = pg.PoolConfig & { readonly pipeline: boolean };

/**
 * Transactions on the bare driver, for the paths every task takes: MikroORM costs several times what PostgreSQL does
 * there (docs/decisions/0007-bare-statements.md). Statements are prepared, and sent without waiting for the answers to
 * those before: whoever needs no answer in between, asks for all at once.
 */
export class SqlPool {
  readonly #pool: pg.Pool;

  constructor({ config, log }: SqlPoolSettings) {
    const settings: PipeliningConfig = { ...config, pipeline: true };
    this.#pool = new pg.Pool(settings);
    // A connection that is lost in the middle of its work says so to its statements; unheard, it would end the process.
    this.#pool.on('connect', (client) =>
      client.on('error', (error) => log.debug({ err: error }, 'a connection ended')),
    );
    this.#pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  }

  /** Runs `work` in a transaction that sees the rows of `tenant`, or of none when that is empty. */
  transact<T>(tenant: string, work: (sql: SqlTransaction) => Promise<T>): Promise<T> {
    return this.#withTransaction(tenant, async (transaction) => {
      const unanswered: Promise<unknown>[] = [];
      const last = (...writes: readonly Promise<unknown>[]): void => {
        unanswered.push(...writes.map(answeredLater));
      };
      const result = await work({ execute: transaction.execute, last });
      const committed = answeredLater(transaction.commit());
      await Promise.all(unanswered);
      await committed;
      return result;
    });
  }

  /** Runs statements in such a transaction, in one message to the server, and gives the rows of each. */
  batch<Rows extends readonly (readonly object[])[]>(
    tenant: string,
    statements: readonly Statement[],
  ): Promise<Rows> {
    return this.#withTransaction(tenant, async (transaction) => {
      const results = statements.map(([text, parameters = []]) => transaction.execute(text, [...parameters]));
      const committed = answeredLater(transaction.commit());
      const rows = await Promise.all(results);
      await committed;
      return rows as unknown as Rows;
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #withTransaction<T>(
    tenant: string,
    work: (transaction: PipelinedTransaction) => Promise<T>,
  ): Promise<T> {
    const client = await this.#pool.connect();
    const transaction = new PipelinedTransaction(client, tenant);
    try {
      const result = await work(transaction);
      client.release();
      return result;
    } catch (error) {
      await rollBack(client);
      throw transaction.causeOf(error);
    }
  }
}

/** Keeps a promise from being taken for forgotten until it is awaited. */
function answeredLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** A connection that cannot even roll back is not used again. */
async function rollBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}
