import { run } from 'graphile-worker';
import { tellWhenDone } from './tellWhenDone.mjs';

const { concurrency, count, batched, connectionString } = JSON.parse(process.env.WORK);
const done = tellWhenDone(count);
const batches = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };
const runner = await run({
  preset: {
    worker: {
      connectionString,
      concurrentJobs: concurrency,
      maxPoolSize: concurrency + 2,
      ...(batched ? batches : {}),
    },
  },
  taskList: { noop: (payload) => Promise.resolve(payload) },
  noHandleSignals: true,
});
runner.events.on('job:success', done);
process.send('ready');
