import { readFile } from 'node:fs/promises';
import type { Logger } from '@ai-collective/platform/runtime';
import type { Engine, EngineSettings } from '../engine/createEngine.js';
import { EngineGeneration } from './EngineGeneration.js';
import type { SubgraphTransports, TransportLease } from './SubgraphTransports.js';

export interface SupergraphFileSettings<Context> {
  readonly file: string;
  readonly transports: SubgraphTransports<Context>;
  readonly build: (
    settings: Pick<EngineSettings<Context>, 'supergraph' | 'transport'>,
  ) => Promise<Engine<Context>>;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

/**
 * Serves what a file says, and what it says next. A new supergraph is built beside the one in force and takes its place
 * in one assignment; operations under way finish where they began. A file that is broken leaves the one in force alone.
 */
export class SupergraphFile<Context> {
  readonly #settings: SupergraphFileSettings<Context>;
  #text: string | undefined;
  #current: EngineGeneration<Context> | undefined;
  #loading: Promise<void> = Promise.resolve();

  constructor(settings: SupergraphFileSettings<Context>) {
    this.#settings = settings;
  }

  /** The engine in force; undefined until the file was loaded. */
  get engine(): Engine<Context> | undefined {
    return this.#current?.engine;
  }

  /** Reads the file for the first time. Rejects when it cannot be read or holds no supergraph. */
  async load(): Promise<void> {
    const { file } = this.#settings;
    const text = await readFile(file, 'utf8');
    if (text === this.#text) return;
    const next = await this.#build(text);
    const previous = this.#current;
    this.#current = next;
    this.#text = text;
    previous?.retire();
    if (previous !== undefined) this.#settings.log.info({ file }, 'a new supergraph is in force');
  }

  /** Reads the file again. Never rejects: what is wrong with it is logged. One after the other, whoever asks. */
  reload(): Promise<void> {
    const { file, log } = this.#settings;
    this.#loading = this.#loading
      .then(() => this.load())
      .catch((error: unknown) =>
        log.warn({ err: error, file }, 'the supergraph cannot be taken up; the last good one stays in force'),
      );
    return this.#loading;
  }

  async #build(supergraph: string): Promise<EngineGeneration<Context>> {
    const { transports, build } = this.#settings;
    const leases: TransportLease<Context>[] = [];
    const release = (): void => leases.forEach((lease) => lease.release());
    try {
      const transport = (subgraph: string, address: string) => {
        const lease = transports.lease({ subgraph, address });
        leases.push(lease);
        return lease.transport;
      };
      const engine = await build({ supergraph, transport });
      return new EngineGeneration(engine, () => {
        engine.close();
        release();
      });
    } catch (error) {
      release();
      throw error;
    }
  }
}
