import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { freePort, startPostgres } from '@ai-collective/local';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser's URL of the PostgreSQL server that all tests of a run share. */
    postgresUrl: string;
  }
}

/** Starts one real PostgreSQL for a test run; every test makes databases of its own on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aic-tests-'));
  // As root PostgreSQL runs as another user: a folder closed to it would be replaced by one elsewhere, which nobody removes.
  await chmod(folder, 0o755);
  const postgres = await startPostgres({
    folder: path.join(folder, 'postgres'),
    port: await freePort(),
    password: 'tests-only',
    durable: false,
  });
  project.provide('postgresUrl', postgres.ownerUrl);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
