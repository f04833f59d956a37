import { z } from 'zod';
import type { JsonValue } from '../canonicalJson.js';
import { receiptFor, type BallotChainHead, type BallotReceipt } from './ballotChain.js';

const hex = z.string().regex(/^([0-9a-f]{2})+$/, 'must be hexadecimal');

const chainedBallotSchema = z.looseObject({
  member: z.string(),
  castAt: z.string(),
  hash: hex,
  weight: z.number().optional(),
});

/**
 * What of a published vote shows that its ballots are those that were cast: `rollHash`, with which their chain begins, `head`, in which it
 * ends, and of each ballot who cast it, when, and its receipt's `hash`.
 */
const chainedVoteSchema = z.object({
  rollHash: hex,
  head: hex,
  ballots: z.array(chainedBallotSchema),
});

/** What is wrong with a chain of ballots: where, counted from 1, and why. */
export interface ChainBreak {
  readonly place: number;
  readonly reason: 'CHANGED' | 'ENDS_ELSEWHERE';
}

/** What a walk along a chain of ballots found. */
export interface ChainVerdict {
  readonly head: BallotChainHead;
  readonly broken: ChainBreak | null;
}

/** Whether a file says of its ballots how they were cast. */
export function isChained(file: unknown): boolean {
  return typeof file === 'object' && file !== null && 'rollHash' in file;
}

/**
 * Recomputes the chain of a published vote: a ballot that was changed, left out, put in or moved is found at its place, as is an end that
 * was cut off.
 * @throws ZodError when the file does not say how its ballots were cast
 */
export function verifyChain(file: unknown): ChainVerdict {
  const { rollHash, head: published, ballots } = chainedVoteSchema.parse(file);
  let head: BallotChainHead = { count: 0, hash: rollHash };
  for (const ballot of ballots) {
    const receipt = receiptFor(head, chainedContent(ballot));
    if (receipt.hash !== ballot.hash) return { head, broken: { place: receipt.place, reason: 'CHANGED' } };
    head = { count: receipt.place, hash: receipt.hash };
  }
  const isWhole = head.hash === published;
  return { head, broken: isWhole ? null : { place: head.count + 1, reason: 'ENDS_ELSEWHERE' } };
}

/** Whether a receipt is of a ballot of a published vote. */
export function hasReceipt(file: unknown, { place, hash }: BallotReceipt): boolean {
  return chainedVoteSchema.parse(file).ballots[place - 1]?.hash === hash;
}

/** What of a ballot its hash commits to, besides its place and those before it: who cast it and when, and what it says, without its weight. */
export function chainedContent({
  member,
  castAt,
  hash: _hash,
  weight: _weight,
  ...ballot
}: z.infer<typeof chainedBallotSchema>): JsonValue {
  return JSON.parse(JSON.stringify({ member, ballot, castAt })) as JsonValue;
}
