// The dispatcher among many devices: 200 agents on one fleet whose topic has one partition in use, 10,000 connections that only beat,
// what each costs in memory, and how a lease fares among them. Linux: reads /proc. Needs 12,000 open files (ulimit -n).
import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId, tasksTopic, topics } from '@ai-collective/contracts';
import { createLogger } from '@ai-collective/platform';
import { createProducer, startConsumer } from '@ai-collective/platform/runtime';
import { matchingMicroseconds } from './dispatcher/matching.mjs';
import { startBroker } from './dispatcher/startBroker.mjs';
import { startDispatcher } from './dispatcher/startDispatcher.mjs';

const ports = { broker: 17_500, dispatcher: 17_501 };
const log = createLogger({ service: 'bench', level: 'error' });
const wanted = { bytesPerConnection: 20 * 1024, leaseMs: 50 };
const waitMs = 240_000;
const helpers = 2;

export async function bench({ quick, say }) {
  const size = quick
    ? { agents: 50, agentTasks: 500, idle: 1_000, singles: 50, matched: 2_000 }
    : { agents: 200, agentTasks: 10_000, idle: 10_000, singles: 300, matched: 10_000 };
  const matching = [];
  for (const devices of [100, size.idle]) {
    const microseconds = await matchingMicroseconds({ devices, leases: size.matched, taskFor });
    matching.push({ devices, microseconds });
  }
  say('matching is measured');
  const broker = await startBroker(ports.broker);
  const children = [];
  const start = (file) => {
    const child = fork(path.join(import.meta.dirname, 'dispatcher', file), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    return child;
  };
  const compute = await startCompute(broker.brokers);
  const dispatcher = await startDispatcher({ port: ports.dispatcher, brokers: broker.brokers });
  const scene = { start, compute, dispatcher, size, say };
  try {
    const agents = await measureAgents(scene);
    const idle = await measureIdle(scene);
    return report(size, { agents, idle, matching });
  } finally {
    dispatcher.stop();
    for (const child of children) child.kill('SIGKILL');
    await compute.close();
    broker.stop();
  }
}

/** What compute does for the dispatcher: sends tasks and records, and hears what came of them. */
async function startCompute(brokers) {
  const producer = await createProducer({ brokers, log, clientId: 'bench' });
  const waiting = new Map();
  const consumer = await startConsumer({
    ...{ brokers, log, groupId: 'bench', topics: [topics.results], fromBeginning: true, commit: 'manual' },
    handle: async (batch) => {
      for (const { value } of batch) {
        const event = JSON.parse(value.toString());
        waiting.get(event.taskId)?.(event);
      }
    },
  });
  const send = (topic, key, value) => ({ topic, key, value: Buffer.from(JSON.stringify(value)) });
  return {
    enrol: async (records) => {
      for (let first = 0; first < records.length; first += 500)
        await producer.send(
          records.slice(first, first + 500).map((record) => send(topics.devices, record.deviceId, record)),
        );
    },
    /** Runs tasks, all keyed alike so that they are in one partition; resolves with the milliseconds each took to its result. */
    run: async (fleet, count) => {
      const tasks = Array.from({ length: count }, () => taskFor(fleet));
      const began = performance.now();
      const ends = tasks.map(
        ({ taskId }) =>
          new Promise((resolve) => {
            waiting.set(taskId, (event) => {
              if (event.type !== 'succeeded') return;
              waiting.delete(taskId);
              resolve(performance.now() - began);
            });
          }),
      );
      for (let first = 0; first < count; first += 500)
        await producer.send(
          tasks
            .slice(first, first + 500)
            .map((task) => send(tasksTopic(fleet.fleetId), 'one partition', task)),
        );
      return within(Promise.all(ends), 'all tasks have a result');
    },
    close: async () => {
      await consumer.close();
      await producer.close();
    },
  };
}

function taskFor({ fleetId, communityId }) {
  return {
    ...{ type: 'task', taskId: newId('task'), jobId: 'job_bench', fleetId, communityId, priority: 5 },
    ...{ runner: 'tensor', modelVersionId: 'mdv_bench', excludedOwners: [], runtimeLimitMs: 60_000 },
    artifacts: [{ role: 'model', cid: 'bafymodel', bytes: 1_000_000 }],
    input: { x: { type: 'blob', cid: 'bafyinput' } },
    ...{ queuedAt: new Date().toISOString(), traceparent: null },
  };
}

const newFleet = () => ({ fleetId: newId('fleet'), communityId: newId('community') });

/** Makes devices in a helper and enrols them; answers the helper. */
async function enrolIn({ start, compute }, file, fleet, count) {
  const child = start(file);
  const made = told(child, 'made');
  child.send({ type: 'make', count, ...fleet });
  const { records } = await made;
  await compute.enrol(records);
  return child;
}

async function connect(child, order) {
  const connected = told(child, 'connected');
  child.send({ type: 'connect', ...order });
  await connected;
}

async function measureAgents(scene) {
  const { dispatcher, compute, size, say } = scene;
  const fleet = newFleet();
  const child = await enrolIn(scene, 'agents.mjs', fleet, size.agents);
  let counts = [];
  child.on('message', (message) => (counts = message.type === 'done' ? message.counts : counts));
  await connect(child, { url: dispatcher.url, places: 2, runMs: 5 });
  say(`${size.agents} agents are connected`);
  await compute.run(fleet, size.agents);
  const before = { at: performance.now(), processor: dispatcher.processorSeconds() };
  await compute.run(fleet, size.agentTasks);
  const seconds = (performance.now() - before.at) / 1_000;
  const processor = dispatcher.processorSeconds() - before.processor;
  const singles = await oneByOne(compute, fleet, size.singles);
  await delay(500);
  child.kill('SIGKILL');
  say(`${size.agentTasks} tasks took ${seconds.toFixed(1)} s`);
  return { seconds, processor, singles, worked: counts.filter((done) => done > 0).length };
}

async function measureIdle(scene) {
  const { dispatcher, compute, size, say } = scene;
  const fleet = newFleet();
  const each = Math.ceil(size.idle / helpers);
  const crowds = await Promise.all(
    Array.from({ length: helpers }, () => enrolIn(scene, 'crowd.mjs', fleet, each)),
  );
  const worker = newFleet();
  const busy = await enrolIn(scene, 'crowd.mjs', worker, 1);
  await connect(busy, { url: dispatcher.url, places: 1 });
  await compute.run(worker, 20);
  // Records and what came before are in memory now; what is added are the connections.
  await delay(5_000);
  const before = dispatcher.residentBytes();
  const began = performance.now();
  await within(
    Promise.all(crowds.map((child) => connect(child, { url: dispatcher.url, places: 1 }))),
    'all are connected',
  );
  const connectSeconds = (performance.now() - began) / 1_000;
  say(`${size.idle} connected in ${connectSeconds.toFixed(1)} s`);
  const atRest = await load(dispatcher, 10_000);
  // The first task of a fleet waits until its topic is found.
  await compute.run(fleet, 20);
  const after = dispatcher.residentBytes();
  return {
    connectSeconds,
    before,
    after,
    perConnection: (after - before) / (each * helpers),
    atRest,
    singles: await oneByOne(compute, fleet, size.singles),
    elsewhere: await oneByOne(compute, worker, size.singles),
  };
}

/** How much of a core the dispatcher takes. */
async function load(dispatcher, milliseconds) {
  const before = dispatcher.processorSeconds();
  await delay(milliseconds);
  return (dispatcher.processorSeconds() - before) / (milliseconds / 1_000);
}

/** Milliseconds from a task's sending to its result, one task after the other. */
async function oneByOne(compute, fleet, count) {
  const times = [];
  for (let number = 0; number < count; number += 1) {
    const [time] = await compute.run(fleet, 1);
    times.push(time);
  }
  return times.sort((left, right) => left - right);
}

function told(child, type) {
  return within(
    new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if (message.type === type) resolve(message);
        if (message.type === 'failed') reject(new Error(message.reason));
      });
      child.once('exit', (code, signal) => reject(new Error(`a helper ended with ${signal ?? code}`)));
    }),
    `a helper says "${type}"`,
  );
}

async function within(promise, what) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${waitMs / 1_000} s: ${what}`)), waitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
const kibibytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const times = (sorted) => `${quantile(sorted, 0.5).toFixed(1)} / ${quantile(sorted, 0.99).toFixed(1)} ms`;

function report(size, { agents, idle, matching }) {
  const rate = size.agentTasks / agents.seconds;
  const rows = [
    [`${size.agents} agents, 2 places each, runs of 5 ms: tasks a second`, rate.toFixed(0)],
    [
      'processor time of the dispatcher a task',
      `${((1_000 * agents.processor) / size.agentTasks).toFixed(2)} ms`,
    ],
    ['agents that got work', `${agents.worked} of ${size.agents}`],
    ['one task alone, sent to result, p50 / p99', times(agents.singles)],
    ...matching.map(({ devices, microseconds }) => [
      `matching alone, a lease among ${devices} devices`,
      `${microseconds.toFixed(0)} µs`,
    ]),
    [`${size.idle} devices connect in`, `${idle.connectSeconds.toFixed(1)} s`],
    ['dispatcher in memory, before / after', `${mebibytes(idle.before)} / ${mebibytes(idle.after)}`],
    ['memory a connection', kibibytes(idle.perConnection)],
    ['of a core, while all beat once a second', `${(100 * idle.atRest).toFixed(0)} %`],
    ['one task to any of them, sent to result, p50 / p99', times(idle.singles)],
    ['one task to another fleet meanwhile, p50 / p99', times(idle.elsewhere)],
  ].map(([measure, value]) => ({ measure, value }));
  const lease = quantile(idle.singles, 0.99);
  return {
    title: `dispatcher: ${size.agents} agents on one partition, then ${size.idle} connections`,
    rows,
    targets: [
      {
        name: 'agents that got work',
        value: agents.worked,
        target: `all ${size.agents}`,
        ok: agents.worked === size.agents,
      },
      {
        name: 'memory a connection',
        value: kibibytes(idle.perConnection),
        target: `≤ ${kibibytes(wanted.bytesPerConnection)}`,
        ok: idle.perConnection <= wanted.bytesPerConnection,
      },
      {
        name: 'one task among all connections, p99',
        value: `${lease.toFixed(1)} ms`,
        target: `≤ ${wanted.leaseMs} ms`,
        ok: lease <= wanted.leaseMs,
      },
    ],
  };
}
