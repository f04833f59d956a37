import { longestPath } from './carriedVotes.js';

/** Who may vote, and whom each lets vote in their place. */
export interface Delegating {
  /** The roll: what each member's vote weighs. */
  readonly weights: ReadonlyMap<string, number>;
  readonly delegates: ReadonlyMap<string, string>;
  /** Most that anybody carries for others, as a share of the roll's weight, in hundredths of a percent. */
  readonly mostCarriedShare: number;
}

/**
 * What those who voted weigh with those they vote for, kept up as votes are cast: the same as `carriedVotes` finds from all of them at
 * once. Nobody changes carriers more than eight times, so that a roll with delegations costs a small multiple of one without.
 */
export class CarriedWeights {
  readonly #weights: ReadonlyMap<string, number>;
  /** Who lets whom vote, by whom they let. */
  readonly #followers = new Map<string, string[]>();
  readonly #limit: number;
  readonly #carriers = new Map<string, string>();
  /** What those who voted are given by others; its keys are those who voted. */
  readonly #given = new Map<string, number>();

  constructor({ weights, delegates, mostCarriedShare }: Delegating) {
    this.#weights = weights;
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    this.#limit = Number((BigInt(total) * BigInt(mostCarriedShare)) / 10_000n);
    for (const [from, to] of delegates) {
      if (!weights.has(from) || !weights.has(to)) continue;
      const others = this.#followers.get(to);
      if (others === undefined) this.#followers.set(to, [from]);
      else others.push(from);
    }
  }

  hasVoted(member: string): boolean {
    return this.#given.has(member);
  }

  /** What somebody's ballot weighs; 0 when they have not voted. */
  weightOf(member: string): number {
    const given = this.#given.get(member);
    return given === undefined ? 0 : this.#own(member) + Math.min(this.#limit, given);
  }

  /** Who votes for somebody who has not; undefined when nobody does. */
  carrierOf(member: string): string | undefined {
    return this.#carriers.get(member);
  }

  /** Those who voted, with what their ballots weigh. */
  *[Symbol.iterator](): Iterator<readonly [string, number]> {
    for (const member of this.#given.keys()) yield [member, this.weightOf(member)];
  }

  /**
   * Notes that a member of the roll voted, who had not. Gives those whose ballots weigh something else now, the member among them.
   */
  vote(member: string): ReadonlySet<string> {
    const changed = new Set([member]);
    this.#given.set(member, 0);
    this.#moveTo(undefined, member, changed);
    let reached = [member];
    const seen = new Set(reached);
    for (let distance = 1; distance <= longestPath && reached.length > 0; distance += 1) {
      reached = reached.flatMap((other) => this.#followersWithoutVote(other, seen));
      for (const follower of reached) this.#moveTo(member, follower, changed);
    }
    return changed;
  }

  #followersWithoutVote(member: string, seen: Set<string>): string[] {
    const fresh = (this.#followers.get(member) ?? []).filter(
      (follower) => !seen.has(follower) && !this.#given.has(follower),
    );
    for (const follower of fresh) seen.add(follower);
    return fresh;
  }

  #moveTo(carrier: string | undefined, follower: string, changed: Set<string>): void {
    const weight = this.#own(follower);
    const before = this.#carriers.get(follower);
    if (before !== undefined) {
      this.#give(before, -weight);
      changed.add(before);
    }
    if (carrier === undefined) this.#carriers.delete(follower);
    else {
      this.#carriers.set(follower, carrier);
      this.#give(carrier, weight);
    }
  }

  #give(carrier: string, weight: number): void {
    this.#given.set(carrier, (this.#given.get(carrier) ?? 0) + weight);
  }

  #own(member: string): number {
    return this.#weights.get(member) ?? 0;
  }
}
