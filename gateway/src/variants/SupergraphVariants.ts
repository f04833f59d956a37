import type { Logger } from '@ai-collective/platform/runtime';
import { LRUCache } from 'lru-cache';
import type { Engine } from '../engine/createEngine.js';
import { errors } from '../errors.js';
import { CommunityLedger } from './CommunityLedger.js';
import type { RegistrationRules } from './registration/checkCommunitySubgraphs.js';
import type { Variant } from './Variant.js';
import { VariantCache } from './VariantCache.js';
import {
  VariantCompiler,
  VariantUnusableError,
  type BuildEngine,
  type PlatformSupergraph,
} from './VariantCompiler.js';
import type { VariantDefinition } from './VariantDefinition.js';
import { platformVariantKey, variantKey } from './variantKey.js';
import type { VariantSource } from './VariantSource.js';
import { VariantCounters, type VariantStats } from './VariantStats.js';
import { withinMs } from './withinMs.js';

export interface SupergraphVariantsSettings<Context> {
  readonly source: VariantSource;
  readonly build: BuildEngine<Context>;
  readonly egress: RegistrationRules['egress'];
  /** Memory that variants may take, estimated, the platform's aside; bytes. */
  readonly budgetBytes: number;
  /** Most operations made warm before a swap, and the longest that may take, ms. */
  readonly warmOperations: number;
  readonly warmMs: number;
  /** Longest that a request waits for its variant, ms. */
  readonly waitMs: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** A community's variant: its definition under its key. */
interface Keyed {
  readonly key: string;
  readonly definition: VariantDefinition;
}

const ledgerCapacity = 10_000;
const failureCapacity = 1_000;
/** How many requests may pass before the budget is looked at again, since operations take memory, too. */
const trimEvery = 1_000;

/**
 * The engine of each community. Communities without anything of their own share the platform's; those whose
 * definitions are the same share one, too. Compiled when first asked for; swapped, warm, when the platform or a
 * registration changes. What is in flight ends on the engine it began with.
 */
export class SupergraphVariants<Context> {
  readonly #settings: SupergraphVariantsSettings<Context>;
  readonly #counters = new VariantCounters();
  readonly #ledger = new CommunityLedger(ledgerCapacity);
  readonly #compiler: VariantCompiler<Context>;
  readonly #cache: VariantCache<Context>;
  readonly #compiling = new Map<string, Promise<Variant<Context>>>();
  readonly #failures = new LRUCache<string, VariantUnusableError>({ max: failureCapacity });
  /** What serves communities whose newest definition is not ready, or does not work. */
  readonly #kept = new LRUCache<string, Keyed>({ max: ledgerCapacity });
  readonly #keys = new WeakMap<VariantDefinition, string>();
  readonly #endListening: () => void;
  #platform: (PlatformSupergraph & { readonly variant: Variant<Context> }) | undefined;
  #isClosed = false;

  constructor(settings: SupergraphVariantsSettings<Context>) {
    this.#settings = settings;
    const { build, egress, warmOperations, warmMs } = settings;
    this.#compiler = new VariantCompiler({ build, egress, warmOperations, warmMs, counters: this.#counters });
    this.#cache = new VariantCache({
      budgetBytes: settings.budgetBytes,
      onEvict: (variant) => {
        this.#counters.evictions++;
        this.#retire(variant);
      },
    });
    this.#endListening = settings.source.onChange((communityId) =>
      this.#inBackground(this.#follow(communityId)),
    );
  }

  /**
   * The engine for requests in a community; the empty id is no community. Undefined before there is a platform. Rejects
   * with VARIANT_UNAVAILABLE when the community's parts do not fit, and with VARIANT_NOT_READY after too long a wait.
   */
  engineFor(communityId: string): Engine<Context> | undefined | Promise<Engine<Context>> {
    const platform = this.#platform;
    if (platform === undefined) return undefined;
    const { key, definition } = this.#kept.get(communityId) ?? this.#definedFor(communityId);
    const variant = key === platformVariantKey ? platform.variant : this.#cache.use(key);
    this.#ledger.note(communityId, key, variant === undefined ? 'misses' : 'hits');
    if (variant === undefined) {
      this.#counters.misses++;
      return this.#await({ key, definition });
    }
    if (++this.#counters.hits % trimEvery === 0) this.#cache.trim(key);
    return variant.engine;
  }

  /**
   * Puts a new platform in force and answers its engine: first in the platform's own variant, then, in the background,
   * in those of the communities. Rejects, and changes nothing, when no engine can be made of it.
   */
  async adopt(platform: PlatformSupergraph): Promise<Engine<Context>> {
    const before = this.#platform?.variant;
    const variant = await this.#compiler.compilePlatform(platform, before);
    if (this.#isClosed) this.#retire(variant);
    else this.#platform = { ...platform, variant };
    this.#failures.clear();
    if (before !== undefined) {
      this.#counters.swaps++;
      this.#retire(before);
    }
    this.#inBackground(this.#refreshAll());
    return variant.engine;
  }

  stats(): VariantStats {
    const { hits, misses, evictions, swaps, failures, compiles, warmed, compileMs } = this.#counters;
    const ledger = this.#ledger;
    return {
      variants: this.#cache.size,
      bytes: this.#cache.bytes,
      budgetBytes: this.#settings.budgetBytes,
      ...{ hits, misses, evictions, swaps, failures, compiles, warmed },
      compileMs: { ...compileMs },
      get communities() {
        return ledger.list();
      },
    };
  }

  /** Closes every engine's own connections at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endListening();
    const variants = this.#cache.clear();
    const all = this.#platform === undefined ? variants : [...variants, this.#platform.variant];
    this.#platform = undefined;
    await Promise.all(all.map((variant) => variant.close()));
  }

  #definedFor(communityId: string): Keyed {
    const definition = communityId === '' ? undefined : this.#settings.source.get(communityId);
    if (definition === undefined) return platformOnly;
    const known = this.#keys.get(definition);
    const key = known ?? variantKey(definition);
    if (known === undefined) this.#keys.set(definition, key);
    return { key, definition };
  }

  async #await(keyed: Keyed): Promise<Engine<Context>> {
    try {
      const variant = await withinMs(this.#compile(keyed), this.#settings.waitMs);
      if (variant === undefined) throw errors.VARIANT_NOT_READY();
      return variant.engine;
    } catch (error) {
      if (!(error instanceof VariantUnusableError)) throw error;
      throw errors.VARIANT_UNAVAILABLE({ problem: error.problems[0]?.code ?? 'unknown' });
    }
  }

  /** Compiles what is not compiled yet. Whoever asks meanwhile waits for the same. */
  #compile(keyed: Keyed, before?: Variant<Context>): Promise<Variant<Context>> {
    const { key } = keyed;
    const failure = this.#failures.get(key);
    if (failure !== undefined) return Promise.reject(failure);
    const known = this.#compiling.get(key);
    if (known !== undefined) return known;
    const compiling = this.#compileLatest(keyed, before).finally(() => this.#compiling.delete(key));
    this.#compiling.set(key, compiling);
    return compiling;
  }

  /** Compiles over the platform in force, and again when that changed meanwhile: the outcome says nothing of the new one. */
  async #compileLatest(
    { key, definition }: Keyed,
    before: Variant<Context> | undefined,
  ): Promise<Variant<Context>> {
    for (;;) {
      const platform = this.#platform;
      if (platform === undefined) throw errors.SUPERGRAPH_NOT_READY();
      const outcome = await this.#attempt(platform, definition, before);
      const isStale = platform.variant !== this.#platform?.variant && !this.#isClosed;
      if (outcome instanceof VariantUnusableError) {
        if (isStale) continue;
        this.#fail(key, outcome);
        throw outcome;
      }
      if (!isStale) {
        this.#install(key, outcome);
        return outcome;
      }
      this.#retire(outcome);
    }
  }

  async #attempt(
    platform: PlatformSupergraph,
    definition: VariantDefinition,
    before: Variant<Context> | undefined,
  ): Promise<Variant<Context> | VariantUnusableError> {
    try {
      return await this.#compiler.compile(platform, definition, before);
    } catch (error) {
      if (error instanceof VariantUnusableError) return error;
      throw error;
    }
  }

  #install(key: string, variant: Variant<Context>): void {
    if (this.#isClosed) {
      this.#retire(variant);
      return;
    }
    const replaced = this.#cache.set(key, variant);
    if (replaced === undefined) return;
    this.#counters.swaps++;
    this.#retire(replaced);
  }

  #fail(key: string, error: VariantUnusableError): void {
    this.#counters.failures++;
    this.#failures.set(key, error);
    this.#settings.log.warn({ variant: key, problems: error.problems }, 'a variant cannot be compiled');
  }

  /** Compiles every variant in use anew, while the old ones serve. Those that fail keep the old one. */
  async #refreshAll(): Promise<void> {
    const platform = this.#platform;
    for (const key of this.#cache.keys()) {
      const old = this.#cache.peek(key);
      if (this.#isClosed || platform !== this.#platform) return;
      if (old === undefined) continue;
      await this.#compile({ key, definition: old.definition }, old).catch(() => undefined);
    }
    // What did not fit the platform before may fit it now.
    for (const communityId of [...this.#kept.keys()]) await this.#follow(communityId);
  }

  /** Moves a community to what it has registered now: as soon as that is warm, if something of it is in use. */
  async #follow(communityId: string): Promise<void> {
    const next = this.#definedFor(communityId);
    const old = this.#servingNow(communityId);
    this.#kept.delete(communityId);
    if (old === undefined || next.key === old.key) return;
    if (next.key === platformVariantKey || this.#cache.peek(next.key) !== undefined) return;
    this.#kept.set(communityId, old);
    try {
      await this.#compile(next, old.variant);
    } catch (error) {
      this.#settings.log.error({ err: error, communityId }, 'the last good variant stays in force');
      return;
    }
    if (this.#definedFor(communityId).key !== next.key) return;
    this.#kept.delete(communityId);
    this.#counters.swaps++;
  }

  /** The variant a community got last, if it is compiled. */
  #servingNow(communityId: string): (Keyed & { readonly variant: Variant<Context> }) | undefined {
    const key = this.#kept.peek(communityId)?.key ?? this.#ledger.variantOf(communityId) ?? '';
    const variant = key === platformVariantKey ? this.#platform?.variant : this.#cache.peek(key);
    return variant && { key, definition: variant.definition, variant };
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#settings.log.error({ err: error }, 'variants could not be renewed'));
  }

  #retire(variant: Variant<Context>): void {
    variant.retire((cause) => this.#settings.log.error({ err: cause }, 'connections could not be closed'));
  }
}

const platformOnly: Keyed = { key: platformVariantKey, definition: { subgraphs: [] } };
