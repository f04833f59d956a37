import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockSdl } from './clockWorkload.mjs';
import { freePort } from './freePort.mjs';
import { cpuMilliseconds, peakMebibytes, residentMebibytes } from './processUsage.mjs';
import { ask, endProcess, message, startProcess } from './startProcess.mjs';
import { supergraphOf } from './supergraphOf.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';

const patienceMilliseconds = 300_000;

/**
 * One subscription that many clients have at once, all with the same identity: memory of a client, CPU of a delivery (an event to a
 * client), and how long after the subgraph sent it an event is there.
 */
export async function subscriptions({ contenders, clients, events, say }) {
  const rows = [];
  for (const contender of contenders) {
    say(`${clients} subscribers: ${contender.name}`);
    const about = { label: contender.name, setting: 'subscription over SSE', connections: clients };
    try {
      rows.push({ ...about, ...(await fanOut(contender, { clients, events })) });
    } catch (error) {
      console.error(`${contender.name} FAILED: ${error.message}`);
      rows.push({ ...about, failure: error.message });
    }
  }
  return rows;
}

async function fanOut(contender, { clients, events }) {
  const folder = temporaryFolder();
  const children = [];
  const start = (...given) => children[children.push(startProcess(...given)) - 1];
  const own = (file) => start(1, [process.execPath, path.join(import.meta.dirname, file)], { ipc: true });
  try {
    const [clock, subscribers] = [own('clock.mjs'), own('subscribers.mjs')];
    await message(subscribers, (said) => said.ready);
    const { ready: url } = await message(clock, (said) => said.ready);
    const place = { folder, port: await freePort(), definitions: [{ name: 'clock', url, sdl: clockSdl }] };
    place.supergraphFile = path.join(folder, 'supergraph.graphql');
    await writeFile(place.supergraphFile, supergraphOf(place.definitions));
    await contender.prepare?.(place);
    const gateway = start(0, contender.words(place), { env: contender.env(place), cwd: folder });
    const parts = { clock, subscribers, gateway, url: `http://127.0.0.1:${place.port}/graphql` };
    return await measured(parts, { clients, events });
  } finally {
    await Promise.all(children.map((child) => endProcess(child)));
  }
}

async function measured(parts, { clients, events }) {
  const { clock, gateway } = parts;
  await whenReady(parts);
  const empty = residentMebibytes(gateway.pid);
  await told(parts.subscribers, { url: parts.url, clients });
  await tick(parts, 1);
  const full = residentMebibytes(gateway.pid);
  const before = cpuMilliseconds(gateway.pid);
  const delays = [];
  for (let number = 2; number < events + 2; number += 1) delays.push(...(await tick(parts, number)));
  const { upstream } = await ask(clock, {});
  delays.sort((left, right) => left - right);
  return {
    p50: delays[Math.floor(delays.length * 0.5)],
    p99: delays[Math.floor(delays.length * 0.99)],
    cpuOfDelivery: (1_000 * (cpuMilliseconds(gateway.pid) - before)) / delays.length,
    memoryOfClient: ((full - empty) * 1_024) / clients,
    upstream,
    peak: peakMebibytes(gateway.pid),
  };
}

/** One event to everybody; gives how long it took to each, in milliseconds. */
async function tick({ clock, subscribers }, number) {
  const [{ delays }] = await Promise.all([
    told(subscribers, { number }),
    ask(clock, { tick: number }, patienceMilliseconds),
  ]);
  return delays;
}

/** Subscribes a single client until that works. */
async function whenReady({ gateway, subscribers, url }) {
  const until = performance.now() + 60_000;
  for (;;) {
    try {
      return await told(subscribers, { url, clients: 1 });
    } catch (error) {
      if (gateway.exitCode !== null || performance.now() > until)
        throw new Error(`${error.message}\n${gateway.lastWords}`, { cause: error });
      await sleep(200);
    }
  }
}

async function told(child, question) {
  const report = await ask(child, question, patienceMilliseconds);
  if (report.failure !== undefined) throw new Error(report.failure);
  return report;
}
