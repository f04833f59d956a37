import { emptyRoot, nodeHash } from './merkleHash.js';

interface InclusionClaim {
  /** The leaf's hash, and its place from 0. */
  readonly hash: Uint8Array;
  readonly leaf: number;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether a proof shows that a leaf is at its place in a tree (RFC 9162, 2.1.3.2). Takes anything for a proof. */
export function provesInclusion(
  { hash, leaf, size, root }: InclusionClaim,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(leaf) || !isSize(size) || leaf >= size) return false;
  let [at, last, reached] = [leaf, size - 1, hash];
  for (const beside of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      reached = nodeHash(beside, reached);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else reached = nodeHash(reached, beside);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && areSame(reached, root);
}

interface ConsistencyClaim {
  readonly earlier: { readonly size: number; readonly root: Uint8Array };
  readonly later: { readonly size: number; readonly root: Uint8Array };
}

/** Whether a proof shows that one tree is the beginning of another (RFC 9162, 2.1.4.2): nothing in it was changed or taken out. */
export function provesConsistency(claim: ConsistencyClaim, proof: readonly Uint8Array[]): boolean {
  const { earlier, later } = claim;
  if (!isSize(earlier.size) || !isSize(later.size) || earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && areSame(earlier.root, later.root);
  if (earlier.size === 0) return proof.length === 0 && areSame(earlier.root, emptyRoot());
  const [first, ...rest] = isPowerOfTwo(earlier.size) ? [earlier.root, ...proof] : proof;
  return first !== undefined && leadsToBoth(claim, first, rest);
}

/** Follows the way up from the last complete subtree of the earlier tree to both roots. */
function leadsToBoth(
  { earlier, later }: ConsistencyClaim,
  first: Uint8Array,
  rest: readonly Uint8Array[],
): boolean {
  let [at, last] = [earlier.size - 1, later.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [before, after] = [first, first];
  for (const beside of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      before = nodeHash(beside, before);
      after = nodeHash(beside, after);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else after = nodeHash(after, beside);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && areSame(before, earlier.root) && areSame(after, later.root);
}

const half = (value: number): number => Math.floor(value / 2);

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
