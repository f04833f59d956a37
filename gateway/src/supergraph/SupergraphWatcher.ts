import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@ai-collective/platform/runtime';
import { composeSupergraph, type SubgraphDefinition } from './composeSupergraph.js';

export interface SupergraphWatcherSettings<Engine> {
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  readonly fetchSdl: (subgraph: string) => Promise<string>;
  /** Makes what serves a supergraph. May throw: then the supergraph counts as one that does not compose. */
  readonly build: (
    supergraphSdl: string,
    subgraphs: readonly SubgraphDefinition[],
  ) => Engine | Promise<Engine>;
  /** How often subgraphs are asked, ms. */
  readonly pollMs: number;
  readonly log: Logger;
}

/** How the watcher stands. `problems` say why the newest schemas are not in force. */
export interface SupergraphState {
  readonly status: 'waiting' | 'ok' | 'degraded';
  readonly problems: readonly string[];
}

/** Before the first supergraph there is no answer to give, so it is looked for more often. */
const firstPollMs = 250;

/**
 * Keeps the newest supergraph that composes in force. A swap is one assignment: requests in flight finish
 * on the engine they began with, and whatever fails leaves the last good one where it is.
 */
export class SupergraphWatcher<Engine> {
  readonly #settings: SupergraphWatcherSettings<Engine>;
  readonly #end = new AbortController();
  #sdls: ReadonlyMap<string, string> = new Map();
  #engine: Engine | undefined;
  #problems: readonly string[] = [];
  #watching: Promise<void> = Promise.resolve();

  constructor(settings: SupergraphWatcherSettings<Engine>) {
    this.#settings = settings;
  }

  /** The engine in force; undefined until the first supergraph is composed. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  get state(): SupergraphState {
    const problems = this.#problems;
    if (this.#engine === undefined) return { status: 'waiting', problems };
    return { status: problems.length === 0 ? 'ok' : 'degraded', problems };
  }

  start(): void {
    this.#watching = this.#watch();
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#watching;
  }

  /** Asks every subgraph once and swaps when something changed. Never rejects. */
  async poll(): Promise<void> {
    const { subgraphs, fetchSdl } = this.#settings;
    const answers = await Promise.allSettled(subgraphs.map(({ name }) => fetchSdl(name)));
    const sdls = new Map<string, string>();
    const absent: string[] = [];
    for (const [index, { name }] of subgraphs.entries()) {
      const answer = answers[index];
      const known = this.#sdls.get(name);
      if (answer?.status === 'fulfilled') sdls.set(name, answer.value);
      else absent.push(`${name} does not answer`);
      if (answer?.status !== 'fulfilled' && known !== undefined) sdls.set(name, known);
    }
    if (sdls.size < subgraphs.length) this.#note(absent);
    else if (this.#hasChanged(sdls)) await this.#swap(sdls, absent);
    else if (this.#problemsAreAbsences()) this.#note(absent);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await this.poll();
      const wait =
        this.#engine === undefined ? Math.min(firstPollMs, this.#settings.pollMs) : this.#settings.pollMs;
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  async #swap(sdls: ReadonlyMap<string, string>, absent: readonly string[]): Promise<void> {
    this.#sdls = sdls;
    const subgraphs = this.#settings.subgraphs.map((each) => ({ ...each, sdl: sdls.get(each.name) ?? '' }));
    const composition = composeSupergraph(subgraphs);
    if (!composition.ok) {
      this.#note(composition.problems);
      return;
    }
    try {
      this.#engine = await this.#settings.build(composition.supergraphSdl, subgraphs);
      this.#note(absent);
      this.#settings.log.info({ subgraphs: [...sdls.keys()] }, 'a new supergraph is in force');
    } catch (error) {
      this.#note([error instanceof Error ? error.message : 'the supergraph cannot be used']);
    }
  }

  /** Remembers problems, and logs them when they are new. */
  #note(problems: readonly string[]): void {
    const isNew = problems.join('\n') !== this.#problems.join('\n');
    this.#problems = problems;
    if (!isNew) return;
    if (problems.length === 0) this.#settings.log.info('the supergraph has no problems');
    else if (this.#engine === undefined) this.#settings.log.info({ problems }, 'waiting for the supergraph');
    else this.#settings.log.warn({ problems }, 'the last good supergraph stays in force');
  }

  /** A composition that failed stays a problem until some schema changes again. */
  #problemsAreAbsences(): boolean {
    return this.#problems.every((problem) => problem.endsWith(' does not answer'));
  }

  #hasChanged(sdls: ReadonlyMap<string, string>): boolean {
    return [...sdls].some(([name, sdl]) => this.#sdls.get(name) !== sdl);
  }
}
