// Closed-loop load in a process of its own: each connection sends its next request when the last is answered. Every answer is
// checked. The parent says over IPC what to do, is told when the window opens and closes, and gets what was measured.
import { AnswerCheck } from './AnswerCheck.mjs';
import { HttpConnection } from './HttpConnection.mjs';

/** In the place of the identity in a request's head, to be overwritten for each request. */
const placeholder = '0'.repeat(12);
let identity = 0;

process.on('message', (job) => void perform(job));
process.on('disconnect', () => process.exit());
process.send({ ready: true });

async function perform(job) {
  try {
    process.send({ id: job.id, report: await run(job) });
  } catch (error) {
    process.send({ id: job.id, report: { failure: error.message } });
  }
}

/**
 * `setting` A gives each request an identity of its own and B all the same. Requests are counted from `leadInMs` on, for
 * `windowMs`; with `requests`, exactly as many are sent instead, and all are counted.
 */
async function run({ id, url, body, data, setting, connections, leadInMs = 0, windowMs, requests }) {
  const check = new AnswerCheck(data);
  const latencies = [];
  const template = requestBytes(new URL(url), body);
  const sequence = { left: requests ?? Infinity, counting: requests !== undefined, stopped: false };
  const opened = [];
  const started = performance.now();
  try {
    const loops = Array.from({ length: connections }, () =>
      loop(
        { url: new URL(url), template: { ...template, bytes: Buffer.from(template.bytes) }, setting },
        (answer, ms) => {
          const problem = check.problemOf(answer);
          if (problem) throw new Error(problem);
          if (sequence.counting) latencies.push(ms);
        },
      ),
    );
    const all = Promise.all(loops.map(({ run: each }) => each(sequence)));
    opened.push(...loops);
    if (requests !== undefined) await all;
    else {
      await Promise.race([all, windowOf({ id, leadInMs, windowMs, sequence })]);
      sequence.stopped = true;
      await Promise.race([all, drained()]);
    }
  } finally {
    sequence.stopped = true;
    for (const { connection } of opened) connection.close();
  }
  const seconds = sequence.seconds ?? (performance.now() - started) / 1_000;
  return {
    requests: latencies.length,
    seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

async function windowOf({ id, leadInMs, windowMs, sequence }) {
  await new Promise((resolve) => setTimeout(resolve, leadInMs));
  process.send({ id, window: 'open' });
  sequence.counting = true;
  const opened = performance.now();
  await new Promise((resolve) => setTimeout(resolve, windowMs));
  sequence.counting = false;
  sequence.seconds = (performance.now() - opened) / 1_000;
  process.send({ id, window: 'closed' });
}

/** What is still in flight is waited for, or it would be done in the next window; but not for ever. */
function drained() {
  return new Promise((resolve) => setTimeout(resolve, 30_000).unref());
}

/** One connection and what it does until there is nothing left. */
function loop({ url, template, setting }, onAnswer) {
  let fail;
  const failed = new Promise((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  const connection = new HttpConnection({
    host: url.hostname,
    port: Number(url.port),
    onFailure: (error) => fail(error),
  });
  const run = (sequence) => {
    const done = new Promise((resolve) => {
      const next = () => {
        if (sequence.stopped || sequence.left <= 0) return resolve();
        sequence.left -= 1;
        if (setting === 'A') writeIdentity(template);
        const sent = performance.now();
        connection.send(template.bytes, (answer) => {
          try {
            onAnswer(answer, performance.now() - sent);
          } catch (error) {
            return fail(error);
          }
          next();
        });
      };
      next();
    });
    return Promise.race([done, failed]);
  };
  return { connection, run };
}

function requestBytes({ pathname, host }, body) {
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    'accept: application/json',
    'content-type: application/json',
    `authorization: Bearer ${placeholder}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ].join('\r\n');
  const bytes = Buffer.from(`${head}\r\n\r\n${body}`);
  return { bytes, at: bytes.indexOf(placeholder) };
}

function writeIdentity({ bytes, at }) {
  identity += 1;
  bytes.latin1Write(String(identity).padStart(placeholder.length, '0'), at);
}

function quantile(values, q) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}
