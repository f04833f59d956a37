import pg from 'pg';
import type { Logger } from '../telemetry/createLogger.js';
import { coalescingSocket } from './coalescingSocket.js';
import type { Sql, SqlTransaction } from './Sql.js';
import { toPgStatement } from './toPgStatement.js';

interface SqlPoolSettings {
  readonly config: pg.PoolConfig;
  readonly log: Logger;
}

/** One statement of a batch, a `?` for each parameter. */
export type Statement = readonly [text: string, parameters?: readonly unknown[]];

/** The typings do not know the setting yet (https://node-postgres.com/features/pipelining). */
type PipeliningConfig = pg.PoolConfig & { readonly pipeline: boolean };

const setTenant = "select set_config('app.tenant_id', ?, true)";

/**
 * Transactions on the bare driver, for the paths every task takes: MikroORM costs several times what PostgreSQL does
 * there (docs/decisions/0007-bare-statements.md). Statements are prepared, and sent without waiting for the answers to
 * those before: whoever needs no answer in between, asks for all at once.
 */
export class SqlPool {
  readonly #pool: pg.Pool;

  constructor({ config, log }: SqlPoolSettings) {
    const settings: PipeliningConfig = { ...config, pipeline: true, stream: coalescingSocket };
    this.#pool = new pg.Pool(settings);
    this.#pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  }

  /** Runs `work` in a transaction that sees the rows of `tenant`, or of none when that is empty. */
  transact<T>(tenant: string, work: (sql: SqlTransaction) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      const unanswered: Promise<unknown>[] = [];
      const last = (...writes: readonly Promise<unknown>[]): void => {
        // Should the work fail before, nobody asks how these went.
        for (const write of writes) write.catch(() => undefined);
        unanswered.push(...writes);
      };
      last(begin(client, tenant));
      const execute = untilOver(executeOn(client));
      const result = await work({ execute: execute.run, last });
      execute.over();
      await Promise.all([...unanswered, commit(client)]);
      return result;
    });
  }

  /** Runs statements in such a transaction, in one message to the server, and gives the rows of each. */
  batch<Rows extends readonly (readonly object[])[]>(tenant: string, statements: readonly Statement[]): Promise<Rows> {
    return this.#withClient(async (client) => {
      const begun = begin(client, tenant);
      const execute = executeOn(client);
      const results = Promise.all(statements.map(([text, parameters = []]) => execute(text, [...parameters])));
      const committed = commit(client);
      const [rows] = await Promise.all([results, begun, committed]);
      return rows as unknown as Rows;
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      await rollBack(client);
      throw error;
    }
  }
}

/** Should it fail, so does every statement after it. */
async function begin(client: pg.PoolClient, tenant: string): Promise<void> {
  await Promise.all([client.query('begin'), executeOn(client)(setTenant, [tenant])]);
}

function executeOn(client: pg.PoolClient): Sql['execute'] {
  const execute = async (statement: string, parameters: readonly unknown[] = []): Promise<unknown> => {
    const { rows } = await client.query({ ...toPgStatement(statement), values: [...parameters] });
    return rows;
  };
  return execute as Sql['execute'];
}

/** Refuses statements that are asked for after the commit: they would run outside the transaction. */
function untilOver(execute: Sql['execute']): { readonly run: Sql['execute']; readonly over: () => void } {
  let isOver = false;
  const run = (...parameters: Parameters<Sql['execute']>): Promise<unknown> =>
    isOver ? Promise.reject(new Error('the transaction is over')) : execute(...parameters);
  return {
    run: run as Sql['execute'],
    over: () => {
      isOver = true;
    },
  };
}

/** PostgreSQL answers a commit after a failed statement with a rollback and no error. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new Error('the transaction was rolled back: one of its statements failed');
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
