// Tasks that cost nothing, so that only their handling is measured: ours (leased to devices, signed, verified by rule, audited, paid)
// beside job queues, whose jobs are none of this. The same count, in turns, on one machine. Processor time is the machine's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalSystem } from '@ai-collective/local';
import pg from 'pg';
import { inferOne, prepareOurs, runJob, startDevices, uploadItems } from './dispatch/ours.mjs';
import { startBullMq } from './dispatch/peers/bullmq.mjs';
import { startGraphileWorker } from './dispatch/peers/graphileWorker.mjs';
import { startPgBoss } from './dispatch/peers/pgBoss.mjs';

const root = path.resolve(import.meta.dirname, '..');
const port = 17_600;
const concurrency = 50;
const latencyTarget = { p50: 8, p99: 25 };

export async function bench({ quick, say }) {
  const sizes = quick
    ? { rounds: 1, single: 3_000, bulk: 10_000, singles: 100 }
    : { rounds: 3, single: 10_000, bulk: 40_000, singles: 1_000 };
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'aic-bench-'));
  await chmod(dataFolder, 0o755);
  const kafka = await startKafka(dataFolder, say);
  const system = await LocalSystem.prepare({
    ...{ root, dataFolder, port, logLevel: 'warn', onStep: say },
    ...(kafka === null ? {} : { kafkaBrokers: kafka.brokers }),
  });
  const stops = [];
  try {
    await system.start();
    const ours = await prepareOurs(system, dataFolder);
    const peers = await startPeers(system, dataFolder, say);
    stops.push(...peers.map(({ stop }) => stop));
    return report(await measure({ ours, peers, sizes, say }), kafka);
  } finally {
    for (const stop of stops) await stop();
    await system.stop();
    await kafka?.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function startPeers(system, dataFolder, say) {
  const database = await emptyDatabase(system, dataFolder);
  const peers = [
    await startBullMq(port + 200),
    await startGraphileWorker(database),
    await startPgBoss(database),
  ];
  for (const { missing } of peers) if (missing !== undefined) say(`left out: ${missing}`);
  return peers.filter(({ missing }) => missing === undefined);
}

/** A database of its own on the system's PostgreSQL: the same server and settings. */
async function emptyDatabase(system, dataFolder) {
  const { postgresPassword } = JSON.parse(await readFile(path.join(dataFolder, 'secrets.json'), 'utf8'));
  const address = (name) =>
    `postgresql://postgres:${encodeURIComponent(postgresPassword)}@127.0.0.1:${system.ports.postgres}/${name}`;
  const client = new pg.Client({ connectionString: address('postgres') });
  await client.connect();
  await client.query('create database peers');
  await client.end();
  return address('peers');
}

/** Apache Kafka, as the project's own script starts it; without a Java runtime, `npm start`'s broker does. */
async function startKafka(dataFolder, say) {
  const script = path.join(root, 'scripts/kafka.mjs');
  const child = spawn(
    process.execPath,
    [script, '--port', '0', '--data', path.join(dataFolder, 'kafka'), '--json'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const line = await Promise.race([firstLine(child.stdout), once(child, 'exit').then(() => null)]);
  if (line === null) {
    say("Apache Kafka cannot run here: npm start's own broker takes its place");
    return null;
  }
  return {
    brokers: JSON.parse(line).brokers,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function firstLine(stream) {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  return null;
}

async function measure({ ours, peers, sizes, say }) {
  const [bullMq, graphile, pgBoss] = ['BullMQ', 'graphile', 'pg-boss'].map((part) =>
    peers.find(({ name }) => name.startsWith(part)),
  );
  const items = { single: await uploadItems(ours, sizes.single), bulk: await uploadItems(ours, sizes.bulk) };
  const own = (kind, devices, places) => ({
    kind,
    count: sizes[kind],
    label:
      kind === 'single'
        ? `ours, ${devices} devices of one place`
        : `ours, ${devices} devices of ${places} places`,
    run: async () => {
      const running = await startDevices(ours, { devices, places });
      try {
        return await measured(() => runJob(ours, { itemsBlob: items[kind], count: sizes[kind] }));
      } finally {
        await running.stop();
      }
    },
  });
  const peer = (kind, queue, how, more) =>
    queue === undefined
      ? []
      : [
          {
            kind,
            count: sizes[kind],
            label: `${queue.name}, ${how}`,
            run: () => measured(() => queue.run({ concurrency, count: sizes[kind], ...more })),
          },
        ];
  const contests = [
    own('single', concurrency, 1),
    ...peer('single', bullMq, `${concurrency} at a time`, {}),
    ...peer('single', graphile, `${concurrency} at a time`, { batched: false }),
    ...peer('single', pgBoss, 'one by one, 10 loops', { concurrency: 10, batchSize: 1 }),
    own('bulk', 4, 500),
    ...peer('bulk', graphile, 'batched', { batched: true }),
    ...peer('bulk', pgBoss, 'batches of 100', { concurrency: 4, batchSize: 100 }),
  ];
  const results = contests.map((contest) => ({ ...contest, times: [] }));
  // The first job fills empty tables, and compiles: what comes after is steady.
  for (const round of Array.from({ length: sizes.rounds + 1 }, (_, index) => index))
    for (const result of results) {
      const time = await result.run();
      say(
        `${round === 0 ? 'warming up' : `round ${round}`}: ${result.label}: ${Math.round((1000 * result.count) / time.wall)}/s`,
      );
      if (round > 0) result.times.push(time);
    }
  return { results, latencies: await latencies({ ours, bullMq, count: sizes.singles, say }) };
}

async function latencies({ ours, bullMq, count, say }) {
  say('one task at a time, on an idle system');
  const running = await startDevices(ours, { devices: 1, places: 4 });
  const times = [];
  const warmUps = Math.ceil(count / 4);
  for (let number = -warmUps; number < count; number += 1) {
    const took = await inferOne(ours, number);
    if (number >= 0) times.push(took);
  }
  await running.stop();
  const theirs = bullMq === undefined ? [] : (await bullMq.latencies(warmUps + count)).slice(warmUps);
  return { ours: times, bullMq: theirs };
}

/** Wall time and the machine's busy processor time, in milliseconds. */
async function measured(run) {
  const before = await busyMs();
  const wall = await run();
  return { wall, cpu: (await busyMs()) - before };
}

async function busyMs() {
  const [line] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user, nice, system, , , irq, softirq] = line.trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) * 10;
}

function report({ results, latencies: { ours, bullMq } }, kafka) {
  const rates = results.map(({ label, kind, count, times }) => {
    const perSecond = times.map(({ wall }) => (1000 * count) / wall);
    return {
      label,
      kind,
      rate: mean(perSecond),
      spread: Math.max(...perSecond) - Math.min(...perSecond),
      cpu: mean(times.map(({ cpu }) => cpu / count)),
    };
  });
  const best = (kind, part) => rates.find((row) => row.kind === kind && row.label.startsWith(part))?.rate;
  const versus = (name, mine, theirs) =>
    theirs === undefined
      ? []
      : [
          {
            name,
            value: `${(mine / theirs).toFixed(2)}× (${Math.round(mine)} / ${Math.round(theirs)})`,
            target: '≥ 1×',
            ok: mine >= theirs,
          },
        ];
  return {
    title: `dispatch: no-op tasks; ours on ${kafka === null ? "npm start's own broker" : 'Apache Kafka'}`,
    rows: [
      ...rates.map(({ label, kind, rate, spread, cpu }) => ({
        kind,
        label,
        'tasks/s': Math.round(rate),
        'most − least': Math.round(spread),
        'processor ms a task': cpu.toFixed(3),
      })),
      latencyRow('ours, submit to result', ours),
      ...(bullMq.length === 0 ? [] : [latencyRow('BullMQ, add to finished', bullMq)]),
    ],
    targets: [
      ...versus('single leases / BullMQ', best('single', 'ours'), best('single', 'BullMQ')),
      ...versus('bulk / graphile-worker batched', best('bulk', 'ours'), best('bulk', 'graphile')),
      ...Object.entries(latencyTarget).map(([name, limit]) => {
        const value = quantile(ours, name === 'p50' ? 0.5 : 0.99);
        return {
          name: `submit to result, ${name}`,
          value: `${value.toFixed(1)} ms`,
          target: `≤ ${limit} ms`,
          ok: value <= limit,
        };
      }),
    ],
  };
}

function latencyRow(label, times) {
  return {
    kind: 'latency',
    label,
    'p50 ms': quantile(times, 0.5).toFixed(1),
    'p95 ms': quantile(times, 0.95).toFixed(1),
    'p99 ms': quantile(times, 0.99).toFixed(1),
  };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(values, q) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}
