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
  drop(): Promise<void>;
}

/** Makes an empty database on the test run's PostgreSQL server, with role names no other test uses. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `create database ${name}`);
  const ownerUrl = withPath(serverUrl, name);
  return {
    ownerUrl: ownerUrl.href,
    serviceUrl: (service) => {
      const url = new URL(ownerUrl);
      url.username = `${service}_${name}`;
      url.password = 'tests-only';
      return url.href;
    },
    drop: () => onServer(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

function withPath(url: string, database: string): URL {
  const result = new URL(url);
  result.pathname = `/${database}`;
  return result;
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
