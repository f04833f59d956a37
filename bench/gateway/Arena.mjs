import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { composeSupergraph } from '@ai-collective/gateway';
import { cpuMilliseconds, forgetPeak, peakMebibytes } from './processUsage.mjs';
import { ask, endProcess, kill, message, startProcess } from './startProcess.mjs';
import { query, rightAnswer, subgraphNames, subgraphSdl } from './workload.mjs';

const gatewayCore = 0;
const otherCore = 1;
const readyMilliseconds = 60_000;

/** The subgraphs and the load on one core, and contenders that take turns on the other. */
export class Arena {
  #subgraphs;
  #load;
  #place;
  #data;

  static async open() {
    const arena = new Arena();
    await arena.#open();
    return arena;
  }

  async #open() {
    this.#subgraphs = this.#startOwn('subgraphs.mjs');
    this.#load = this.#startOwn('load.mjs');
    const { ready: subgraphs } = await message(this.#subgraphs, (said) => said.ready);
    await message(this.#load, (said) => said.ready);
    const folder = await mkdtemp(path.join(tmpdir(), 'aic-bench-gateway-'));
    this.#place = { folder, subgraphs, supergraphFile: path.join(folder, 'supergraph.graphql') };
    await writeFile(this.#place.supergraphFile, supergraphOf(subgraphs));
    this.#data = JSON.parse(JSON.stringify((await rightAnswer()).data));
  }

  #startOwn(file) {
    return startProcess(otherCore, [process.execPath, path.join(import.meta.dirname, file)], { ipc: true });
  }

  /** Starts a contender, and waits until it answers rightly with an identity that reaches the subgraphs. */
  async start(contender) {
    const port = await freePort();
    const place = { ...this.#place, port };
    await contender.prepare?.(place);
    const child = startProcess(gatewayCore, contender.words(place), {
      env: contender.env?.(place),
      cwd: this.#place.folder,
    });
    const started = { contender, child, url: `http://127.0.0.1:${port}${contender.path ?? '/graphql'}` };
    try {
      await this.#whenReady(started);
      await this.#checkIdentities(started);
    } catch (cause) {
      const lastWords = child.lastWords;
      await endProcess(child);
      throw new Error(`${contender.name}: ${cause.message}\n${lastWords}`, { cause });
    }
    return started;
  }

  async #whenReady({ child, url }) {
    const until = performance.now() + readyMilliseconds;
    for (;;) {
      const { failure } = await this.#run({ url, setting: 'B', connections: 1, requests: 1 });
      if (failure === undefined) return;
      if (child.exitCode !== null || performance.now() > until) throw new Error(`not ready: ${failure}`);
      await sleep(100);
    }
  }

  /** Each request's own identity has to reach the subgraphs, or there would be nothing to compare in setting A. */
  async #checkIdentities({ contender, url }) {
    const requests = 10;
    await ask(this.#subgraphs, { record: true });
    const { failure } = await this.#run({ url, setting: 'A', connections: 1, requests });
    const { identities } = await ask(this.#subgraphs, { record: false });
    if (failure !== undefined) throw new Error(failure);
    if (contender.callsSubgraphs !== false && identities.length !== requests)
      throw new Error(`${identities.length} identities of ${requests} requests reached the subgraphs`);
  }

  /** A window of load: what the clients saw, and what it cost. Rejects when any answer was wrong. */
  async measure({ child, url }, { delay = 0, ...work }) {
    forgetPeak(child.pid);
    await ask(this.#subgraphs, { delay });
    let before;
    let after;
    const noted = (said) => {
      if (said.window === 'open') before = this.#note(child);
      if (said.window === 'closed') after = this.#note(child);
    };
    this.#load.on('message', noted);
    const seen = await this.#run({ url, ...work });
    this.#load.off('message', noted);
    if (seen.failure !== undefined) throw new Error(seen.failure);
    await ask(this.#subgraphs, { delay: 0 });
    return measured(seen, await before, await after, peakMebibytes(child.pid));
  }

  async #note(child) {
    const gateway = cpuMilliseconds(child.pid);
    const others = cpuMilliseconds(this.#load.pid) + cpuMilliseconds(this.#subgraphs.pid);
    const { calls } = await ask(this.#subgraphs, {});
    return { gateway, others, calls };
  }

  #run(job) {
    const body = JSON.stringify({ query });
    const milliseconds = (job.leadInMs ?? 0) + (job.windowMs ?? 0) + 90_000;
    return ask(this.#load, { body, data: this.#data, ...job }, milliseconds);
  }

  /** Lets a contender that is not its turn use no time at all. */
  pause({ child }) {
    kill(child, 'SIGSTOP');
  }

  resume({ child }) {
    kill(child, 'SIGCONT');
  }

  stop({ child }) {
    return endProcess(child);
  }

  async close() {
    await Promise.all([this.#subgraphs, this.#load].map((child) => endProcess(child)));
    if (this.#place) await rm(this.#place.folder, { recursive: true, force: true });
  }
}

function measured(seen, before, after, peak) {
  const { requests, seconds, p50, p99 } = seen;
  return {
    requests,
    rps: requests / seconds,
    p50,
    p99,
    cpu: (after.gateway - before.gateway) / requests,
    calls: after.calls / requests,
    peak,
    otherCore: (after.others - before.others) / (seconds * 1_000),
  };
}

function supergraphOf(subgraphs) {
  const definitions = subgraphNames.map((name) => ({ name, url: subgraphs[name], sdl: subgraphSdl(name) }));
  const composition = composeSupergraph(definitions);
  if (!composition.ok) throw new Error(`the subgraphs do not compose: ${composition.problems.join('; ')}`);
  return composition.supergraphSdl;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
