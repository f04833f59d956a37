import type { Variant } from './Variant.js';

/** Variants that are compiled, the least recently used first, within a budget of memory. */
export class VariantCache<Context> {
  readonly #budgetBytes: number;
  readonly #onEvict: (variant: Variant<Context>) => void;
  readonly #variants = new Map<string, Variant<Context>>();

  constructor(settings: {
    readonly budgetBytes: number;
    readonly onEvict: (variant: Variant<Context>) => void;
  }) {
    this.#budgetBytes = settings.budgetBytes;
    this.#onEvict = settings.onEvict;
  }

  get size(): number {
    return this.#variants.size;
  }

  /** Estimated memory of all variants. */
  get bytes(): number {
    let bytes = 0;
    for (const variant of this.#variants.values()) bytes += variant.bytes;
    return bytes;
  }

  keys(): readonly string[] {
    return [...this.#variants.keys()];
  }

  /** A variant, without counting as a use. */
  peek(key: string): Variant<Context> | undefined {
    return this.#variants.get(key);
  }

  use(key: string): Variant<Context> | undefined {
    const variant = this.#variants.get(key);
    if (variant === undefined) return undefined;
    this.#variants.delete(key);
    this.#variants.set(key, variant);
    return variant;
  }

  /** Puts a variant in, in place of one with the same key, which is answered. Others make room for it. */
  set(key: string, variant: Variant<Context>): Variant<Context> | undefined {
    const replaced = this.#variants.get(key);
    this.#variants.set(key, variant);
    this.trim(key);
    return replaced;
  }

  /** Evicts the least recently used until the budget holds: operations prepared since may have made variants larger. */
  trim(kept?: string): void {
    let { bytes } = this;
    for (const [key, variant] of this.#variants) {
      if (bytes <= this.#budgetBytes) return;
      if (key === kept) continue;
      bytes -= variant.bytes;
      this.#variants.delete(key);
      this.#onEvict(variant);
    }
  }

  clear(): readonly Variant<Context>[] {
    const variants = [...this.#variants.values()];
    this.#variants.clear();
    return variants;
  }
}
