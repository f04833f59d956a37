import { Worker } from 'bullmq';
import { tellWhenDone } from './tellWhenDone.mjs';

const { concurrency, count, port, queueName } = JSON.parse(process.env.WORK);
const done = tellWhenDone(count);
const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
const worker = new Worker(queueName, ({ data }) => Promise.resolve(data), { connection, concurrency });
worker.on('completed', done);
await worker.waitUntilReady();
process.send('ready');
