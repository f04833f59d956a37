import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SubgraphDefinition } from '../supergraph/composeSupergraph.js';
import { CompileQueue } from './CompileQueue.js';
import { composeVariant } from './composeVariant.js';
import type { RegistrationRules } from './registration/checkCommunitySubgraphs.js';
import { Variant, type BuiltEngine } from './Variant.js';
import type { CommunitySubgraph, VariantDefinition, VariantProblem } from './VariantDefinition.js';
import type { VariantCounters } from './VariantStats.js';
import { warmEngine } from './warmEngine.js';

/** The platform's part of every variant. */
export interface PlatformSupergraph {
  readonly supergraphSdl: string;
  readonly subgraphs: readonly SubgraphDefinition[];
}

/** Makes the engine of a supergraph. `own` are the community's subgraphs in it. Throws or rejects when the text is none. */
export type BuildEngine<Context> = (
  supergraphSdl: string,
  own: readonly CommunitySubgraph[],
) => BuiltEngine<Context> | Promise<BuiltEngine<Context>>;

export interface VariantCompilerSettings<Context> {
  readonly build: BuildEngine<Context>;
  readonly egress: RegistrationRules['egress'];
  /** Most operations made warm before a swap, and the longest that may take, ms. */
  readonly warmOperations: number;
  readonly warmMs: number;
  readonly counters: VariantCounters;
}

/** A variant that cannot be served, and why. */
export class VariantUnusableError extends Error {
  override readonly name = 'VariantUnusableError';

  constructor(readonly problems: readonly VariantProblem[]) {
    super(problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  }
}

/** Most compilations waiting at a time. */
const queueCapacity = 256;

/** Makes variants ready to serve, one at a time, with turns of the event loop between the steps. */
export class VariantCompiler<Context> {
  readonly #settings: VariantCompilerSettings<Context>;
  readonly #queue = new CompileQueue(queueCapacity);

  constructor(settings: VariantCompilerSettings<Context>) {
    this.#settings = settings;
  }

  /**
   * Composes, builds and warms with what was used most `before`. Rejects with a VariantUnusableError when the parts do not fit, and with
   * VARIANT_NOT_READY when too many wait.
   */
  compile(
    platform: PlatformSupergraph,
    definition: VariantDefinition,
    before?: Variant<Context>,
  ): Promise<Variant<Context>> {
    return this.#queue.run(async () => {
      await nextTurn();
      const began = performance.now();
      const supergraphSdl = this.#compose(platform, definition);
      await nextTurn();
      const variant = await this.#build(supergraphSdl, definition, before);
      await this.#warm(variant);
      this.#settings.counters.compiled(performance.now() - began);
      return variant;
    });
  }

  /** The platform's own supergraph, which is composed already. */
  async compilePlatform(
    { supergraphSdl }: PlatformSupergraph,
    before?: Variant<Context>,
  ): Promise<Variant<Context>> {
    const began = performance.now();
    const definition = { subgraphs: [] };
    const built = await this.#settings.build(supergraphSdl, []);
    const variant = new Variant({ definition, supergraphSdl, built, before });
    await this.#warm(variant);
    this.#settings.counters.compiled(performance.now() - began);
    return variant;
  }

  #compose(platform: PlatformSupergraph, definition: VariantDefinition): string {
    const { egress } = this.#settings;
    const composition = composeVariant({ platform: platform.subgraphs, definition, egress });
    if (!composition.ok) throw new VariantUnusableError(composition.problems);
    return composition.supergraphSdl;
  }

  async #build(
    supergraphSdl: string,
    definition: VariantDefinition,
    before: Variant<Context> | undefined,
  ): Promise<Variant<Context>> {
    try {
      const built = await this.#settings.build(supergraphSdl, definition.subgraphs);
      return new Variant({ definition, supergraphSdl, built, before });
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : 'the supergraph cannot be used';
      throw new VariantUnusableError([{ code: 'SUPERGRAPH_UNUSABLE', message }]);
    }
  }

  async #warm(variant: Variant<Context>): Promise<void> {
    const { warmOperations, warmMs, counters } = this.#settings;
    counters.warmed += await warmEngine(variant.engine, variant.mostUsed(warmOperations), warmMs);
  }
}
