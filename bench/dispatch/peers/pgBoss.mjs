// pg-boss 10 on the same PostgreSQL; the last that runs on Node 20. One job at a time for each worker, or batches.
import PgBoss from 'pg-boss';
import { startWorker } from './startWorker.mjs';

const bulk = 1_000;

export async function startPgBoss(connectionString) {
  const boss = new PgBoss({ connectionString, schedule: false, supervise: false });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue('noop');
  return {
    name: 'pg-boss 10 on the same PostgreSQL',
    run: async ({ concurrency, count, batchSize }) => {
      const worker = await startWorker('pgBossProcess.mjs', {
        concurrency,
        count,
        batchSize,
        connectionString,
      });
      const started = performance.now();
      for (let from = 0; from < count; from += bulk)
        await boss.insert(
          Array.from({ length: Math.min(bulk, count - from) }, (_, index) => ({
            name: 'noop',
            data: { number: from + index },
          })),
        );
      await worker.done();
      const took = performance.now() - started;
      await worker.stop();
      return took;
    },
    stop: () => boss.stop({ graceful: false }),
  };
}
