import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { PipelinedTransaction } from '../../src/postgres/PipelinedTransaction.js';

/** A connection that notes what left in one write, and answers everything with no rows. */
function newClient() {
  const writes: string[][] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      writes.push([chunk]);
      done();
    },
    writev: (chunks, done) => {
      writes.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  const query = (what: string | { readonly text: string }) => {
    stream.write(typeof what === 'string' ? what : what.text);
    return Promise.resolve({ rows: [], command: 'COMMIT' });
  };
  return { writes, client: { connection: { stream }, query } as unknown as pg.PoolClient };
}

describe('PipelinedTransaction', () => {
  it('sends what is asked for in one turn of the event loop with one write, beginning and commit too', async () => {
    const { writes, client } = newClient();
    const transaction = new PipelinedTransaction(client, 'com_one');
    const asked = [transaction.execute('select 1'), transaction.execute('select 2')];
    const committed = transaction.commit();
    await Promise.all([...asked, committed]);
    await turn();
    expect(writes).toEqual([
      ["begin; set local app.tenant_id = 'com_one'", 'select 1', 'select 2', 'commit'],
    ]);
  });

  it('holds nothing back until the next turn', async () => {
    const { writes, client } = newClient();
    const transaction = new PipelinedTransaction(client, '');
    await turn();
    await transaction.execute('select 1');
    await turn();
    void transaction.execute('select 2');
    await turn();
    expect(writes).toEqual([["begin; set local app.tenant_id = ''"], ['select 1'], ['select 2']]);
  });
});
