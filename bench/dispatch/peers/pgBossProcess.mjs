import PgBoss from 'pg-boss';
import { tellWhenDone } from './tellWhenDone.mjs';

const { concurrency, count, batchSize, connectionString } = JSON.parse(process.env.WORK);
const done = tellWhenDone(count);
const boss = new PgBoss({ connectionString, schedule: false, supervise: false, max: concurrency });
boss.on('error', (error) => console.error(error));
await boss.start();
process.send('ready');

// `work` asks every half a second at most; its own fetch and complete, as fast as they answer, are what it can do.
const loop = async () => {
  for (;;) {
    const jobs = await boss.fetch('noop', { batchSize });
    if (jobs.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    await boss.complete(
      'noop',
      jobs.map(({ id }) => id),
    );
    jobs.forEach(() => done());
  }
};
await Promise.all(Array.from({ length: concurrency }, loop));
