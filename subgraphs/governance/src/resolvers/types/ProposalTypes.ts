import type { ProposalMethod, Secrecy } from '@ai-collective/contracts';
import { Field, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { ProposalState } from '../../rules/proposals/proposalState.js';
import type { Standing } from '../../operations/proposals/standingOf.js';
import { PageInfo } from './connections.js';
import { proposalMethodEnum, proposalStateEnum, secrecyEnum } from './enums.js';

@ObjectType('ProposedChange', { description: 'One thing that a proposal changes.' })
export class ProposedChangeType {
  @Field(() => String, { description: 'What kind of change, for example SET_PARAMETER.' })
  readonly type!: string;

  @Field(() => String, { description: 'What it does, in words.' })
  readonly summary!: string;

  @Field(() => String, { description: 'All of it, as JSON.' })
  readonly json!: string;
}

@ObjectType('ProposalTally', {
  description: 'What was voted, by weight. Of a poll, every ballot is for having an answer.',
})
export class ProposalTallyType {
  @Field(() => Number, { description: 'For the proposal.' })
  readonly for!: number;

  @Field(() => Number, { description: 'Against it.' })
  readonly against!: number;

  @Field(() => Number, { description: 'Neither.' })
  readonly abstain!: number;
}

@ObjectType('OptionTally', { description: 'What an option of a poll got.' })
export class OptionTallyType {
  @Field(() => String, { description: 'The option.' })
  readonly option!: string;

  @Field(() => Number, { description: 'Votes, or what the method makes of them.' })
  readonly votes!: number;
}

@ObjectType('Turnout', {
  description: 'How many voted, of how many; told at any time, however secret the vote.',
})
export class TurnoutType {
  @Field(() => Int, { description: 'Ballots cast.' })
  readonly ballots!: number;

  @Field(() => Int, { description: 'Members on the roll.' })
  readonly members!: number;

  @Field(() => Number, { description: 'The weight that has to be for the proposal, or abstain.' })
  readonly quorum!: number;

  @Field(() => Number, {
    nullable: true,
    description: 'The weight that is, or abstains, by now; null while votes are secret.',
  })
  readonly towardsQuorum!: number | null;
}

@ObjectType('ProposalFailure', { description: 'Why what was decided could not take effect.' })
export class ProposalFailureType {
  @Field(() => String, { description: 'For example STALE_BASE.' })
  readonly code!: string;

  @Field(() => String, { description: 'The same in words.' })
  readonly message!: string;
}

@ObjectType('Ballot', { description: 'A ballot in its chain, where nothing can be changed without a trace.' })
export class BallotType {
  @Field(() => Int, { description: 'Its place in the chain, from 1.' })
  readonly place!: number;

  @Field(() => ID, { description: 'Who cast it.' })
  readonly member!: string;

  @Field(() => String, { description: 'What it says, as JSON: as `aic recount` reads it.' })
  readonly json!: string;

  @Field(() => Number, { description: 'What it weighs, with those whose votes it carries.' })
  readonly weight!: number;

  @Field(() => GraphQLISODateTime, { description: 'When it was cast.' })
  readonly castAt!: Date;

  @Field(() => String, {
    description: 'SHA-256, hex, of its place, the hash before it and what it says: the receipt.',
  })
  readonly hash!: string;
}

@ObjectType('BallotReceipt', {
  description: 'What whoever cast a ballot keeps, to find it among those that are counted.',
})
export class BallotReceiptType {
  @Field(() => Int, { description: 'Its place in the chain, from 1.' })
  readonly place!: number;

  @Field(() => String, { description: 'Its hash, hex.' })
  readonly hash!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was cast.' })
  readonly castAt!: Date;
}

@ObjectType({ description: 'A ballot in a list.' })
export class BallotEdge {
  @Field(() => BallotType, { description: 'The ballot.' })
  readonly node!: BallotType;

  @Field(() => String, { description: 'Its place in the list.' })
  readonly cursor!: string;
}

@ObjectType({ description: 'A page of ballots, in the order they were cast.' })
export class BallotConnection {
  @Field(() => [BallotEdge], { description: 'The ballots.' })
  readonly edges!: readonly BallotEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType('OwnVote', { description: "What becomes of the reader's own vote." })
export class OwnVoteType {
  @Field(() => Number, { description: 'What their vote weighs.' })
  readonly weight!: number;

  @Field(() => BallotType, { nullable: true, description: 'Their ballot; null when they have not voted.' })
  readonly ballot!: BallotType | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Who votes for them, when they have not and somebody does.',
  })
  readonly carriedBy!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why nobody votes for them: NO_DELEGATE, DEAD_END, CYCLE or TOO_FAR.',
  })
  readonly unrepresented!: string | null;

  @Field(() => Int, { description: 'Their place on the roll, from 0.' })
  readonly rollPlace!: number;

  @Field(() => String, {
    description: 'What is with them on the roll, so that nobody else can find them there.',
  })
  readonly rollSalt!: string;

  @Field(() => [String], {
    description: 'What shows that they are on the roll: the hashes of an inclusion proof (RFC 6962), hex.',
  })
  readonly rollProof!: readonly string[];
}

@ObjectType('Proposal', { description: 'Something that members vote on.' })
export class ProposalType {
  @Field(() => ID, { description: 'For example prp_01k9…' })
  readonly id!: string;

  @Field(() => Int, { description: "Counts the community's proposals, from 1." })
  readonly number!: number;

  @Field(() => ID, { description: 'The person or API key that wrote it.' })
  readonly author!: string;

  @Field(() => String, { description: 'What it is called.' })
  readonly title!: string;

  @Field(() => String, { description: 'Why, in Markdown.' })
  readonly body!: string;

  @Field(() => [String], { description: 'What it is about.' })
  readonly topics!: readonly string[];

  @Field(() => proposalMethodEnum, { description: 'How it is voted on.' })
  readonly method!: ProposalMethod;

  @Field(() => [String], { description: 'Of a poll: what can be chosen.' })
  readonly options!: readonly string[];

  @Field(() => secrecyEnum, { description: 'Who sees what was voted, and when.' })
  readonly secrecy!: Secrecy;

  @Field(() => proposalStateEnum, { description: 'Where it is.' })
  readonly state!: ProposalState;

  @Field(() => GraphQLISODateTime, { description: 'When it was written.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When its vote starts; null of a draft.' })
  readonly startsAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When its vote ends, as late ballots have moved it; null of a draft.',
  })
  readonly endsAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it takes effect at the earliest; null until it has passed.',
  })
  readonly eta!: Date | null;

  @Field(() => TurnoutType, { nullable: true, description: 'Who voted; null before the vote.' })
  readonly turnout!: TurnoutType | null;

  @Field(() => ProposalTallyType, {
    nullable: true,
    description: 'What was voted; null before the vote, and while votes are secret.',
  })
  readonly tally!: ProposalTallyType | null;

  @Field(() => String, { nullable: true, description: 'Of a poll that has ended: the option that won.' })
  readonly winner!: string | null;

  @Field(() => [OptionTallyType], {
    nullable: true,
    description: 'Of a poll that has ended: what each option got.',
  })
  readonly optionTallies!: readonly OptionTallyType[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The hash of the roll, hex: it commits to everybody on it; null before the vote.',
  })
  readonly rollHash!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The hash of the last ballot, hex, once the vote has ended.',
  })
  readonly ballotHead!: string | null;

  @Field(() => String, { nullable: true, description: 'What draws lots, hex, once the vote has ended.' })
  readonly seed!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256, hex, of all that is voted on, as the audit log has it; null of a draft.',
  })
  readonly digest!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The policy version its changes are of; null of a draft.',
  })
  readonly baseVersion!: number | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it took effect.' })
  readonly executedAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'The policy version it made.' })
  readonly executedVersion!: number | null;

  @Field(() => ProposalFailureType, { nullable: true, description: 'Why it could not take effect.' })
  readonly failure!: ProposalFailureType | null;

  /** What the fields that are asked for one by one start from. */
  readonly standing!: Standing;
}

@ObjectType({ description: 'A proposal in a list.' })
export class ProposalEdge {
  @Field(() => ProposalType, { description: 'The proposal.' })
  readonly node!: ProposalType;

  @Field(() => String, { description: 'Its place in the list.' })
  readonly cursor!: string;
}

@ObjectType({ description: 'A page of proposals.' })
export class ProposalConnection {
  @Field(() => [ProposalEdge], { description: 'The proposals.' })
  readonly edges!: readonly ProposalEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType('Delegation', { description: 'That one member votes in the place of another who does not.' })
export class DelegationType {
  @Field(() => ID, { description: 'Whose vote it is.' })
  readonly from!: string;

  @Field(() => ID, { description: 'Who votes for them.' })
  readonly to!: string;

  @Field(() => ID, { nullable: true, description: 'The one proposal it is for.' })
  readonly proposalId!: string | null;

  @Field(() => String, { nullable: true, description: 'The one topic it is for.' })
  readonly topic!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was given.' })
  readonly givenAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it ends by itself.' })
  readonly expiresAt!: Date;
}

@ObjectType('OwnDelegations', { description: "The reader's delegations." })
export class OwnDelegationsType {
  @Field(() => [DelegationType], { description: 'Who votes for them.' })
  readonly given!: readonly DelegationType[];

  @Field(() => [DelegationType], { description: 'For whom they vote.' })
  readonly received!: readonly DelegationType[];
}
