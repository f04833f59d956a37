import { createRequire } from 'node:module';
import { agentVersion } from '../agentVersion.js';
import { Suitabilities } from '../children/Suitabilities.js';
import { cpu } from '../rules/suitability.js';
import { findProviders, type FoundProvider, type ProbeOptions } from './findProviders.js';

interface ProvidersOptions extends Omit<ProbeOptions, 'signal' | 'limitMs'> {
  /** Where what is learnt is kept. */
  readonly directory: string;
}

/** Longest time until a provider has computed something: drivers compile what they have never seen. */
const probeLimitMs = 30_000;

/** The execution providers of this device, and how well models run on them. */
export class Providers {
  /** Null until each was tried. */
  found: readonly FoundProvider[] | null = null;
  readonly #closing = new AbortController();
  #onFound: () => void = () => undefined;

  private constructor(readonly suitabilities: Suitabilities) {}

  /** Reads what was learnt, and tries each provider in the background; until then models run on cpu. */
  static async open({ directory, ...probing }: ProvidersOptions): Promise<Providers> {
    const runtime = createRequire(import.meta.url)('onnxruntime-node/package.json') as {
      readonly version: string;
    };
    const stamp = `agent ${agentVersion}, ONNX Runtime ${runtime.version}`;
    const providers = new Providers(await Suitabilities.open({ directory, stamp }));
    void providers.#find(probing);
    return providers;
  }

  /** Names of those that can be used, cpu among them. */
  get usable(): readonly string[] {
    return this.found?.flatMap(({ name, absent }) => (absent === null ? [name] : [])) ?? [cpu];
  }

  /** Called when there turns out to be more than cpu. */
  onFound(listener: () => void): void {
    this.#onFound = listener;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.suitabilities.save();
  }

  async #find(probing: Omit<ProvidersOptions, 'directory'>): Promise<void> {
    const { signal } = this.#closing;
    const found = await findProviders({ ...probing, limitMs: probeLimitMs, signal });
    if (signal.aborted) return;
    this.found = found;
    this.suitabilities.offer(this.usable);
    if (this.usable.length > 1) this.#onFound();
  }
}
