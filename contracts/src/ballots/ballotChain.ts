import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../canonicalJson.js';

/** Where a chain of ballots ends: how many there are, and the hash of the last one; of none, that of the roll. */
export interface BallotChainHead {
  readonly count: number;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** What whoever cast a ballot keeps: with it they find theirs among those that were counted, as they cast it. */
export interface BallotReceipt {
  /** Its place, from 1. */
  readonly place: number;
  readonly hash: string;
}

/** A chain begins with its roll, so that a ballot can be moved to no other vote. */
export function emptyChain(rollHash: Uint8Array): BallotChainHead {
  return { count: 0, hash: Buffer.from(rollHash).toString('hex') };
}

/** The receipt of a ballot that is cast after a head; it is the next head, too. */
export function receiptFor(head: BallotChainHead, ballot: JsonValue): BallotReceipt {
  const place = head.count + 1;
  const hash = createHash('sha256')
    .update(`ballot ${place}\n${head.hash}\n${canonicalJson(ballot)}`)
    .digest('hex');
  return { place, hash };
}

/** The head after all ballots of a vote, and the receipt of each. */
export function chainOf(
  rollHash: Uint8Array,
  ballots: Iterable<JsonValue>,
): { readonly head: BallotChainHead; readonly receipts: readonly BallotReceipt[] } {
  const receipts: BallotReceipt[] = [];
  let head = emptyChain(rollHash);
  for (const ballot of ballots) {
    const receipt = receiptFor(head, ballot);
    receipts.push(receipt);
    head = { count: receipt.place, hash: receipt.hash };
  }
  return { head, receipts };
}

/** The seed that draws a vote's lots: what nobody knows before its last ballot is cast. */
export function seedOf(rollHash: Uint8Array, head: BallotChainHead): Uint8Array {
  return createHash('sha256').update(rollHash).update(Buffer.from(head.hash, 'hex')).digest();
}
