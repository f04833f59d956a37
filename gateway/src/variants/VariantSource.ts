import type { VariantDefinition } from './VariantDefinition.js';

/** Where registrations come from. */
export interface VariantSource {
  /** What the community has of its own; undefined when it uses the platform's supergraph. The same object until it changes. */
  get(communityId: string): VariantDefinition | undefined;
  /** Calls the listener after each change, with the community's id. Answers what ends that. */
  onChange(listener: (communityId: string) => void): () => void;
}

/** Registrations held in memory, for whoever is told of them elsewhere. */
export class InMemoryVariantSource implements VariantSource {
  readonly #definitions = new Map<string, VariantDefinition>();
  readonly #listeners = new Set<(communityId: string) => void>();

  get(communityId: string): VariantDefinition | undefined {
    return this.#definitions.get(communityId);
  }

  onChange(listener: (communityId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Replaces what a community has; undefined returns it to the platform's supergraph. */
  set(communityId: string, definition: VariantDefinition | undefined): void {
    if (definition === undefined) this.#definitions.delete(communityId);
    else this.#definitions.set(communityId, definition);
    for (const listener of this.#listeners) listener(communityId);
  }
}
