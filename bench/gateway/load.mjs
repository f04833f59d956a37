// Closed-loop load in a process of its own. The parent says over IPC what to do, is told when the window opens and closes, and
// gets what was measured.
import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerCheck } from './AnswerCheck.mjs';
import { LoadClient } from './LoadClient.mjs';
import { rightAnswer } from './workload.mjs';

/** How long the requests that are under way at the end of a window are waited for. */
const drainMilliseconds = 60_000;

const leastAnswers = 20;
const longestWindow = 30_000;

process.on('message', async (job) => {
  const report = await perform(job).catch(({ message }) => ({ failure: message }));
  process.send({ id: job.id, report });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });

/**
 * Sends `queries` in turn over `connections`, as `identities` in turn (null: a new one each time). Answers are counted from
 * `leadInMs` on, for `windowMs`; with `requests`, exactly as many are sent and all are counted.
 */
async function perform({ id, url, queries, identities, connections, requests, leadInMs = 0, windowMs }) {
  const run = {
    queries,
    identities: identities ?? Infinity,
    checks: await Promise.all(queries.map(checkOf)),
    left: requests ?? Infinity,
    sent: 0,
    counting: requests !== undefined,
    latencies: [],
  };
  const clients = Array.from({ length: connections }, () => new LoadClient(url, run));
  const started = performance.now();
  try {
    const all = Promise.all(clients.map((client) => client.work()));
    const seconds =
      requests === undefined
        ? await Promise.race([all, window({ id, run, leadInMs, windowMs })])
        : await all.then(() => (performance.now() - started) / 1_000);
    run.left = 0;
    // What is still under way would be done in the next window, and counted there.
    await Promise.race([all, sleep(drainMilliseconds, undefined, { ref: false })]);
    const { latencies } = run;
    if (latencies.length === 0) throw new Error('no answer in the window');
    return {
      requests: latencies.length,
      seconds,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
    };
  } finally {
    clients.forEach((client) => client.close());
  }
}

/** Counts for a while, longer when there are too few answers to say anything; gives how long that was, in seconds. */
async function window({ id, run, leadInMs, windowMs }) {
  await sleep(leadInMs);
  process.send({ id, window: 'open' });
  run.counting = true;
  const opened = performance.now();
  await sleep(windowMs);
  while (run.latencies.length < leastAnswers && performance.now() - opened < longestWindow) await sleep(50);
  run.counting = false;
  const seconds = (performance.now() - opened) / 1_000;
  process.send({ id, window: 'closed' });
  return seconds;
}

async function checkOf(query) {
  const { data } = await rightAnswer(query);
  return new AnswerCheck(JSON.parse(JSON.stringify(data)));
}

function quantile(values, q) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}
