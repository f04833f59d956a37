import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** A database of a test's own. */
export interface TestDatabase {
  /** URL of the owner, who may migrate. */
  readonly ownerUrl: string;
  /** URL of a service's login role; the role is made when the service migrates. */
  serviceUrl(service: string): string;
  /**
   * Runs statements in a service's schema over one connection, as the owner: a superuser, whom neither grants nor
   * row-level security stop. Gives the rows of the last one.
   */
  asOwner(service: string, ...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** Makes an empty database on the test run's PostgreSQL server, with role names no other test uses. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await runOn(serverUrl, [`create database ${name}`]);
  const ownerUrl = withPath(serverUrl, name);
  return {
    ownerUrl: ownerUrl.href,
    serviceUrl: (service) => {
      const url = new URL(ownerUrl);
      url.username = `${service}_${name}`;
      url.password = 'tests-only';
      return url.href;
    },
    asOwner: (service, ...statements) =>
      runOn(ownerUrl.href, [`set search_path = ${pg.escapeIdentifier(service)}`, ...statements]),
    drop: async () => {
      await runOn(serverUrl, [`drop database if exists ${name} with (force)`]);
    },
  };
}

function withPath(url: string, database: string): URL {
  const result = new URL(url);
  result.pathname = `/${database}`;
  return result;
}

async function runOn(url: string, statements: readonly string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
    return rows;
  } finally {
    await client.end();
  }
}
