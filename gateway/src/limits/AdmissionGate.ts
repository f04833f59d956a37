import type { AppError } from '@ai-collective/platform/runtime';

export interface AdmissionSettings {
  /** Most at once of one principal. */
  readonly perPrincipal: number;
  /** Most at once of everybody together. */
  readonly overall: number;
  /** What a refusal says. */
  readonly refusal: (bounds: { readonly most: number }) => AppError;
}

/** Counts what goes on at once, by principal and in all, and refuses what is over its bounds. */
export class AdmissionGate {
  readonly #settings: AdmissionSettings;
  /** Only of principals with something going on, so never more entries than the overall bound. */
  readonly #inside = new Map<string, number>();
  #total = 0;

  constructor(settings: AdmissionSettings) {
    this.#settings = settings;
  }

  /** Principals with something going on. */
  get principals(): number {
    return this.#inside.size;
  }

  /** Lets one in; the answer lets it out, once. Throws the refusal. */
  enter(principal: string): () => void {
    const { perPrincipal, overall, refusal } = this.#settings;
    const before = this.#inside.get(principal) ?? 0;
    if (before >= perPrincipal) throw refusal({ most: perPrincipal });
    if (this.#total >= overall) throw refusal({ most: overall });
    this.#inside.set(principal, before + 1);
    this.#total++;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#leave(principal);
    };
  }

  #leave(principal: string): void {
    this.#total--;
    const rest = (this.#inside.get(principal) ?? 0) - 1;
    if (rest > 0) this.#inside.set(principal, rest);
    else this.#inside.delete(principal);
  }
}
