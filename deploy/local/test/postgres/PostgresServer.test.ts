import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import pg from 'pg';
import { freePort } from '../../src/postgres/freePort.js';
import { startPostgres, type PostgresServer } from '../../src/postgres/PostgresServer.js';

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'aic-postgres-'));
  await chmod(parent, 0o755);
  folder = path.join(parent, 'postgres');
});

afterEach(() => rm(parent, { recursive: true, force: true }));

async function start(): Promise<PostgresServer> {
  return startPostgres({ folder, port: await freePort(), password: 'tests-only', durable: false });
}

/** Runs a statement and answers the first column of the first row. */
async function ask(server: PostgresServer, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: server.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

test('a start that was cut short while the cluster was made does not stand in the way of the next', async () => {
  const unfinished = `${folder}.unfinished`;
  await mkdir(unfinished);
  await writeFile(path.join(unfinished, 'PG_VERSION'), '18\n');
  const server = await start();
  expect(await ask(server, 'select 1 as one')).toBe(1);
  await server.stop();
});

test('a cluster keeps its data from one start to the next', async () => {
  const first = await start();
  await ask(first, 'create table kept as select 42 as answer');
  await first.stop();
  const second = await start();
  expect(await ask(second, 'select answer from kept')).toBe(42);
  await second.stop();
});
