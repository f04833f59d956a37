import { proposalDigest } from '@ai-collective/contracts';
import type { CountedBallot } from '../operations/proposals/listBallots.js';
import type { OwnVote } from '../operations/proposals/ownVote.js';
import type { Standing } from '../operations/proposals/standingOf.js';
import type { Delegation } from '../rules/delegation/Delegation.js';
import { isSecret } from '../rules/proposals/isSecret.js';
import { passingVerdict } from '../rules/proposals/passing.js';
import { passingRulesOf } from '../rules/proposals/passingRulesOf.js';
import type {
  BallotType,
  DelegationType,
  OwnVoteType,
  ProposalType,
  TurnoutType,
} from './types/ProposalTypes.js';

/** A proposal as GraphQL shows it: nothing of what was voted while that is secret. */
export function toProposal(standing: Standing): ProposalType {
  const { proposal, state, eta, endsAt, tally } = standing;
  const { submission, roll } = proposal;
  const isShown = roll !== null && !isSecret(proposal, standing);
  return {
    ...pick(proposal),
    state,
    startsAt: dateOf(submission?.startsAt ?? null),
    endsAt: dateOf(endsAt),
    eta: dateOf(eta),
    turnout: turnoutOf(standing),
    tally: isShown ? tally : null,
    ...resultOf(standing),
    rollHash: roll?.hash ?? null,
    digest: submission === null ? null : proposalDigest({ ...proposal, submission }),
    baseVersion: submission?.baseVersion ?? null,
    executedAt: dateOf(proposal.executedAt),
    standing,
  };
}

function pick(proposal: Standing['proposal']) {
  const { id, number, author, title, body, topics, method, options, secrecy, createdAt } = proposal;
  const { executedVersion, failure } = proposal;
  return {
    ...{ id, number, author, title, body, topics, method, options, secrecy, createdAt },
    ...{ executedVersion, failure },
  };
}

/** What is there once the vote has ended. */
function resultOf({ proposal }: Standing) {
  const { result, method } = proposal;
  const isPoll = method !== 'for-against';
  return {
    winner: isPoll ? (result?.count.winner ?? null) : null,
    optionTallies: isPoll ? (result?.count.tallies ?? null) : null,
    ballotHead: result?.head ?? null,
    seed: result?.seed ?? null,
  };
}

function turnoutOf(standing: Standing): TurnoutType | null {
  const { proposal, tally, ballots } = standing;
  const { roll, submission } = proposal;
  if (roll === null || submission === null) return null;
  const { quorum } = passingVerdict(tally, passingRulesOf(submission.terms, roll.weight));
  const towardsQuorum = isSecret(proposal, standing) ? null : quorum.reached;
  return { ballots, members: roll.size, quorum: quorum.needed, towardsQuorum };
}

/** A ballot as GraphQL shows it. */
export function toBallot({ place, member, ballot, weight, castAt, hash }: CountedBallot): BallotType {
  return { place, member, json: JSON.stringify(ballot), weight, castAt: new Date(castAt), hash };
}

/** Somebody's own vote as GraphQL shows it to them. */
export function toOwnVote({ weight, salt, proof, ballot, carried, course }: OwnVote): OwnVoteType {
  return {
    weight,
    ballot: ballot === null ? null : toBallot({ ...ballot, weight: carried }),
    carriedBy: course.type === 'CARRIED' ? course.by : null,
    unrepresented: course.type === 'UNREPRESENTED' ? course.reason : null,
    rollPlace: proof.place,
    rollSalt: salt,
    rollProof: proof.hashes.map((hash) => Buffer.from(hash).toString('hex')),
  };
}

/** A delegation as GraphQL shows it. */
export function toDelegation({ from, to, scope, givenAt, expiresAt }: Delegation): DelegationType {
  return {
    from,
    to,
    proposalId: scope.type === 'PROPOSAL' ? scope.proposalId : null,
    topic: scope.type === 'TOPIC' ? scope.topic : null,
    givenAt: new Date(givenAt),
    expiresAt: new Date(expiresAt),
  };
}

function dateOf(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
