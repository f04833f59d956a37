import { canonicalJson } from '../canonicalJson.js';
import { isWhole, mostWeight } from '../counting/Ballot.js';
import { leafHash } from '../merkle/merkleHash.js';
import { MerkleTree } from '../merkle/MerkleTree.js';
import { provesInclusion } from '../merkle/verifyProofs.js';

/** Somebody who may vote, as the roll has them. */
export interface RollEntry {
  readonly member: string;
  /** What their vote weighs: a whole number from 1. */
  readonly weight: number;
  /** Known to them alone, so that nobody finds out from the proofs of others who is on the roll. */
  readonly salt: string;
}

/** What shows somebody that they are on a roll. */
export interface RollProof {
  /** Their place on the roll, from 0. */
  readonly place: number;
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * Who may vote, frozen when a vote starts. Its hash commits to everybody on it and what they weigh; whoever is on it can be shown that
 * they are, without being told who else is.
 */
export class Roll {
  readonly entries: readonly RollEntry[];
  readonly weight: number;
  readonly #tree = new MerkleTree();
  readonly #places: ReadonlyMap<string, number>;

  /** Whatever order they come in. @throws RangeError when somebody is on it twice, or weighs what nobody can */
  constructor(entries: readonly RollEntry[]) {
    this.entries = [...entries].sort((one, other) => (one.member < other.member ? -1 : 1));
    this.#places = new Map(this.entries.map(({ member }, place) => [member, place]));
    this.weight = this.entries.reduce((sum, { weight }) => sum + weight, 0);
    const isRoll =
      this.#places.size === entries.length &&
      entries.every(({ weight }) => isWhole(weight, 1, mostWeight)) &&
      this.weight <= Number.MAX_SAFE_INTEGER;
    if (!isRoll) throw new RangeError('everybody is on a roll once, with a weight from 1');
    for (const entry of this.entries) this.#tree.append(bytesOf(entry));
  }

  get hash(): Uint8Array {
    return this.#tree.root;
  }

  /** What shows a member that they are on it; undefined when they are not. */
  proofOf(member: string): RollProof | undefined {
    const place = this.#places.get(member);
    if (place === undefined) return undefined;
    return { place, size: this.#tree.size, hashes: this.#tree.inclusionProof(place) };
  }
}

/** Whether a proof shows that somebody is on the roll with this hash, with this weight. */
export function isOnRoll(hash: Uint8Array, entry: RollEntry, { place, size, hashes }: RollProof): boolean {
  return provesInclusion({ hash: leafHash(bytesOf(entry)), leaf: place, size, root: hash }, hashes);
}

function bytesOf({ member, weight, salt }: RollEntry): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ member, weight, salt }));
}
