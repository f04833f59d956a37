import type { Planner } from '../planning/Planner.js';

/** Which progressive `@override`s hold for one request. */
export interface OverrideChoice {
  /** The same for requests that are planned the same. */
  readonly key: string;
  readonly labels: ReadonlySet<string>;
  /** Of a hundred: fields that move for a larger share of the requests move for this one. */
  readonly share: number;
}

export interface OverrideSettings<Context> {
  /** Labels of `@override` that are active for a request. Default: none. `percent(…)` labels are drawn instead. */
  readonly activeLabels?: (context: Context) => Iterable<string>;
  /** From 0 to 1; Math.random unless stated. */
  readonly random?: () => number;
}

/** What plans are made for in advance: nothing has moved. */
export const settledOverrides: OverrideChoice = { key: '', labels: new Set(), share: 100 };

/** Decides for each request which fields are asked of the subgraph they move to. */
export class Overrides<Context> {
  readonly #labels: readonly string[];
  readonly #percentages: readonly number[];
  readonly #settings: OverrideSettings<Context>;

  constructor(
    planner: Pick<Planner, 'overrideLabels' | 'overridePercentages'>,
    settings: OverrideSettings<Context>,
  ) {
    this.#labels = planner.overrideLabels;
    this.#percentages = planner.overridePercentages;
    this.#settings = settings;
  }

  choose(context: Context): OverrideChoice {
    if (this.#labels.length === 0 && this.#percentages.length === 0) return settledOverrides;
    const { activeLabels, random = Math.random } = this.#settings;
    const active = new Set(activeLabels?.(context));
    const labels = this.#labels.filter((label) => active.has(label));
    const share = random() * 100;
    const moved = this.#percentages.filter((percentage) => percentage > share);
    return { key: JSON.stringify([labels, moved]), labels: new Set(labels), share };
  }
}
