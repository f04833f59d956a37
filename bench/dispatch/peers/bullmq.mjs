// BullMQ 6 on Redis, which writes its log every second: the usual durable setting. One worker, in a process of its own.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue, QueueEvents } from 'bullmq';
import { startWorker } from './startWorker.mjs';

const queueName = 'noop';
const bulk = 1_000;

/** Null with a reason where there is no Redis. */
export async function startBullMq(port) {
  if (spawnSync('redis-server', ['--version']).status !== 0)
    return { missing: 'redis-server is not installed (Debian: apt-get install redis-server)' };
  const folder = await mkdtemp(path.join(tmpdir(), 'aic-bench-redis-'));
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
  const redis = spawn('redis-server', [...flags, ...durable], { stdio: 'ignore' });
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const queue = new Queue(queueName, { connection });
  await queue.waitUntilReady();
  const events = new QueueEvents(queueName, { connection });
  await events.waitUntilReady();
  return {
    name: 'BullMQ 6 on Redis (fsync every second)',
    run: async ({ concurrency, count }) => {
      const worker = await startWorker('bullmqWorker.mjs', { concurrency, count, port, queueName });
      const started = performance.now();
      for (let from = 0; from < count; from += bulk)
        await queue.addBulk(
          Array.from({ length: Math.min(bulk, count - from) }, (_, index) => ({
            name: 'noop',
            data: { number: from + index },
            opts: { removeOnComplete: true },
          })),
        );
      await worker.done();
      const took = performance.now() - started;
      await worker.stop();
      return took;
    },
    latencies: async (count) => {
      const worker = await startWorker('bullmqWorker.mjs', { concurrency: 10, count: 0, port, queueName });
      const one = async (number) => {
        const started = performance.now();
        const job = await queue.add('noop', { number });
        await job.waitUntilFinished(events, 10_000);
        return performance.now() - started;
      };
      const times = await oneByOne(one, count);
      await worker.stop();
      return times;
    },
    stop: async () => {
      await events.close();
      await queue.close();
      redis.kill('SIGTERM');
      await new Promise((resolve) => redis.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function oneByOne(run, count) {
  const times = [];
  for (let number = 0; number < count; number += 1) times.push(await run(number));
  return times;
}
