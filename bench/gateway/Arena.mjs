import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort.mjs';
import { cpuMilliseconds, forgetPeak, peakMebibytes } from './processUsage.mjs';
import { ask, endProcess, kill, message, startProcess } from './startProcess.mjs';
import { supergraphOf } from './supergraphOf.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';
import { query, subgraphNames, subgraphSdl } from './workload.mjs';

const gatewayCore = 0;
const otherCore = 1;
const readyMilliseconds = 60_000;
/** Longest a job of the load may take beyond its window. */
const patienceMilliseconds = 180_000;

/** The subgraphs and the load on one core, and contenders that take turns on the other. */
export class Arena {
  #subgraphs = startOwn('subgraphs.mjs');
  #load = startOwn('load.mjs');
  #place;

  static async open() {
    const arena = new Arena();
    const { ready: subgraphs } = await message(arena.#subgraphs, (said) => said.ready);
    await message(arena.#load, (said) => said.ready);
    const folder = temporaryFolder();
    const definitions = subgraphNames.map((name) => ({ name, url: subgraphs[name], sdl: subgraphSdl(name) }));
    const supergraphFile = path.join(folder, 'supergraph.graphql');
    await writeFile(supergraphFile, supergraphOf(definitions));
    arena.#place = { folder, subgraphs, definitions, supergraphFile };
    return arena;
  }

  async close() {
    await Promise.all([this.#subgraphs, this.#load].map((child) => endProcess(child)));
  }

  /** Starts a contender, and waits until it answers rightly with identities that reach the subgraphs. */
  async start(contender) {
    const place = { ...this.#place, port: await freePort() };
    await contender.prepare?.(place);
    const options = { env: contender.env?.(place), cwd: place.folder };
    const child = startProcess(gatewayCore, contender.words(place), options);
    const started = { contender, child, url: `http://127.0.0.1:${place.port}/graphql` };
    try {
      await this.#whenReady(started);
      await this.#checkIdentities(started);
      return started;
    } catch (cause) {
      await endProcess(child);
      throw new Error(`${contender.name} cannot be measured: ${cause.message}\n${child.lastWords}`, {
        cause,
      });
    }
  }

  stop({ child }) {
    return endProcess(child);
  }

  /** Lets a contender use no time at all while it is not its turn. */
  pause({ child }) {
    kill(child, 'SIGSTOP');
  }

  resume({ child }) {
    kill(child, 'SIGCONT');
  }

  /**
   * What the clients saw, and what it cost. `work` is a job of the load, with `delay`, the milliseconds subgraphs wait before
   * they answer. Rejects when any answer was wrong.
   */
  async measure({ child, url }, { delay = 0, ...work }) {
    forgetPeak(child.pid);
    await ask(this.#subgraphs, { delay });
    let before = work.requests === undefined ? undefined : this.#note(child);
    let after;
    const onMessage = (said) => {
      if (said.window === 'open') before = this.#note(child);
      if (said.window === 'closed') after = this.#note(child);
    };
    this.#load.on('message', onMessage);
    const seen = await this.#run({ url, ...work });
    this.#load.off('message', onMessage);
    after ??= this.#note(child);
    const notes = [await before, await after];
    await ask(this.#subgraphs, { delay: 0 });
    if (seen.failure !== undefined) throw new Error(seen.failure);
    return measured(seen, notes, peakMebibytes(child.pid));
  }

  async #whenReady({ child, url }) {
    const until = performance.now() + readyMilliseconds;
    for (;;) {
      const { failure } = await this.#run({ url, identities: 1, connections: 1, requests: 1 });
      if (failure === undefined) return;
      if (child.exitCode !== null || performance.now() > until) throw new Error(`not ready: ${failure}`);
      await sleep(100);
    }
  }

  /** Each request's own identity has to reach the subgraphs, or there would be nothing to compare in setting A. */
  async #checkIdentities({ contender, url }) {
    const requests = 10;
    await ask(this.#subgraphs, { record: contender.identityHeader ?? 'authorization' });
    const { failure } = await this.#run({ url, connections: 1, requests });
    const { recorded } = await ask(this.#subgraphs, { record: null });
    if (failure !== undefined) throw new Error(failure);
    if (contender.callsSubgraphs !== false && recorded < requests)
      throw new Error(`${recorded} identities of ${requests} requests reached the subgraphs`);
  }

  /** What was used until now. When the contender has ended meanwhile, that is said to whoever waits for the note. */
  #note(child) {
    const note = this.#used(child);
    note.catch(() => undefined);
    return note;
  }

  /** Milliseconds of CPU until now, and calls since this was last asked. */
  async #used(child) {
    const gateway = cpuMilliseconds(child.pid);
    const others = cpuMilliseconds(this.#load.pid) + cpuMilliseconds(this.#subgraphs.pid);
    const { calls } = await ask(this.#subgraphs, {});
    return { gateway, others, calls };
  }

  #run(job) {
    const milliseconds = (job.leadInMs ?? 0) + (job.windowMs ?? 0) + patienceMilliseconds;
    return ask(this.#load, { queries: [query], ...job }, milliseconds);
  }
}

function measured({ requests, seconds, p50, p99 }, [before, after], peak) {
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

function startOwn(file) {
  return startProcess(otherCore, [process.execPath, path.join(import.meta.dirname, file)], { ipc: true });
}
