// graphile-worker on the same PostgreSQL: as it comes, and with its batches (a local queue, completions together).
import { makeWorkerUtils } from 'graphile-worker';
import pg from 'pg';
import { startWorker } from './startWorker.mjs';

const bulk = 1_000;

export async function startGraphileWorker(connectionString) {
  const utils = await makeWorkerUtils({ connectionString });
  await utils.migrate();
  const pool = new pg.Pool({ connectionString, max: 1 });
  return {
    name: 'graphile-worker on the same PostgreSQL',
    run: async ({ concurrency, count, batched }) => {
      const worker = await startWorker('graphileProcess.mjs', {
        concurrency,
        count,
        batched,
        connectionString,
      });
      const started = performance.now();
      for (let from = 0; from < count; from += bulk)
        await pool.query(
          `select graphile_worker.add_jobs(array(
             select json_populate_record(null::graphile_worker.job_spec,
               json_build_object('identifier', 'noop', 'payload', json_build_object('number', number)))
             from generate_series($1::integer, $2::integer) as number))`,
          [from, Math.min(count, from + bulk) - 1],
        );
      await worker.done();
      const took = performance.now() - started;
      await worker.stop();
      return took;
    },
    stop: async () => {
      await pool.end();
      await utils.release();
    },
  };
}
