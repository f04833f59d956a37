import { SubgraphTally } from './SubgraphTally.js';

/** Most subgraphs by name. The platform has four, and a supergraph served alone seldom more than some dozens. */
const capacity = 1_000;

/** The tallies of subgraphs, by the names that the operator's supergraph gives them. */
export class SubgraphTallies {
  /** All subgraphs that communities run themselves: their names are the communities' words, and as many as they like. */
  readonly communities = new SubgraphTally();
  readonly #others = new SubgraphTally();
  readonly #byName = new Map<string, SubgraphTally>();

  /** The tally of a subgraph, to be kept by whoever calls it. */
  of(name: string): SubgraphTally {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    if (this.#byName.size >= capacity) return this.#others;
    const tally = new SubgraphTally();
    this.#byName.set(name, tally);
    return tally;
  }

  /** Label values and tallies. Names of subgraphs hold no parentheses. */
  *entries(): Generator<readonly [string, SubgraphTally], void, undefined> {
    yield ['(communities)', this.communities];
    yield ['(other)', this.#others];
    yield* this.#byName;
  }
}
