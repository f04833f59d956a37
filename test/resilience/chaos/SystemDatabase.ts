import pg from 'pg';
import type { TestSystem } from '../../system/TestSystem.js';

/** The database of a system, as its owner: sees the rows of all communities. */
export class SystemDatabase {
  private constructor(private readonly client: pg.Client) {}

  static async connect(system: TestSystem): Promise<SystemDatabase> {
    const { postgresPassword: password } = await system.secrets();
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port: system.ports.postgres, user: 'postgres', password },
      database: 'postgres',
    });
    // It goes with its server at the end, and a query that it fails says so.
    client.on('error', () => undefined);
    await client.connect();
    return new SystemDatabase(client);
  }

  async rows(query: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(query, [...values]);
    return rows;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
