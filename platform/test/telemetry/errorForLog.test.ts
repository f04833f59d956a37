import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/postgres/Database.js';
import { createLogger } from '../../src/telemetry/createLogger.js';
import { createTestDatabase, type TestDatabase } from '../../src/testing/createTestDatabase.js';
import { silentLogger } from '../silentLogger.js';

describe('an error in the log', () => {
  let server: TestDatabase;
  let database: Database;
  let lines: string[];

  beforeAll(async () => {
    server = await createTestDatabase();
    database = await openDatabase({
      service: 'errors',
      url: server.serviceUrl('errors'),
      ownerUrl: server.ownerUrl,
      entities: [],
      migrations: [],
      log: silentLogger,
    });
  });

  afterAll(async () => {
    await database.close();
    await server.drop();
  });

  const logged = (error: unknown): string => {
    lines = [];
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    });
    createLogger({ service: 'test', level: 'info' }, destination).error({ err: error }, 'it failed');
    return lines.join('');
  };

  it('keeps what the database complains of, not the statement and its parameters', async () => {
    const failed = database.withoutTenant((em) =>
      em.execute('select ?::int, ?::text', ['private data', 'more of it']),
    );
    const line = logged(await failed.catch((error: unknown) => error));
    expect(line).toContain('invalid input syntax');
    expect(line).toContain('22P02');
    expect(line).not.toContain('more of it');
    expect(line).not.toContain('::text');
  });

  it('is whole when it is not the database’s', () => {
    const line = logged(new Error('outer - problem', { cause: new Error('inner') }));
    expect(line).toContain('outer - problem');
    expect(line).toContain('inner');
    expect(line).toContain('errorForLog.test.ts');
  });
});
