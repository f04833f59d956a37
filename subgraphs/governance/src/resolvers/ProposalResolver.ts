import { Requires, type SubgraphContext } from '@ai-collective/platform';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { errors } from '../errors.js';
import { cancelProposal } from '../operations/proposals/cancelProposal.js';
import { createProposal } from '../operations/proposals/createProposal.js';
import { getProposal } from '../operations/proposals/getProposal.js';
import { listBallots } from '../operations/proposals/listBallots.js';
import { listProposals } from '../operations/proposals/listProposals.js';
import { ownVote } from '../operations/proposals/ownVote.js';
import { submitProposal } from '../operations/proposals/submitProposal.js';
import { summariesOf } from '../operations/proposals/summariesOf.js';
import type { Services } from '../operations/Services.js';
import { connectionOf, pageRequest } from './connectionOf.js';
import { toDraft } from './fromInputs.js';
import { toBallot, toOwnVote, toProposal } from './toProposal.js';
import { PageArguments } from './types/PageArguments.js';
import { CreateProposalInput } from './types/ProposalInputs.js';
import {
  BallotConnection,
  OwnVoteType,
  ProposalConnection,
  ProposalType,
  ProposedChangeType,
} from './types/ProposalTypes.js';

@ArgsType()
class ProposalsArguments extends PageArguments {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those that the reader can vote on now, and has not.',
  })
  readonly needsMyVote?: boolean | null;
}

const codesOfChanges =
  'NO_CHANGES, PARAMETER_UNKNOWN, PARAMETER_TWICE, PARAMETER_OUT_OF_BOUNDS, LOOSER_THAN_PARENT, RESIDENCY_INVALID, ' +
  'RESIDENCY_OUTSIDE_PARENT, RESIDENCY_TWICE, POLICY_TWICE, POLICY_INVALID, POLICY_UNKNOWN, MODEL_NOT_DENIED';

@Resolver(() => ProposalType)
export class ProposalResolver {
  constructor(private readonly services: Services) {}

  @Requires('proposals:read')
  @Query(() => ProposalType, {
    nullable: true,
    description: 'A proposal by id or by number, exactly one of which is given. Needs proposals:read.',
  })
  async proposal(
    @Ctx() context: SubgraphContext,
    @Arg('id', () => ID, { nullable: true, description: 'Its identifier.' }) id?: string | null,
    @Arg('number', () => Int, { nullable: true, description: 'Its number.' }) number?: number | null,
  ): Promise<ProposalType | null> {
    if ((id == null) === (number == null))
      throw errors.PROPOSAL_INVALID({ field: 'id', problem: 'give the id or the number, and not both' });
    const wanted = id == null ? { number: number ?? 0 } : { id };
    const standing = await getProposal(this.services, context, wanted);
    return standing === null ? null : toProposal(standing);
  }

  @Requires('proposals:read')
  @Query(() => ProposalConnection, {
    description:
      "The community's proposals, newest first; drafts to their authors only. Needs proposals:read.",
  })
  async proposals(
    @Ctx() context: SubgraphContext,
    @Args(() => ProposalsArguments) { first, after, needsMyVote }: ProposalsArguments,
  ): Promise<ProposalConnection> {
    const request = { ...pageRequest(first, after), needsMyVote: needsMyVote ?? false };
    const page = await listProposals(this.services, context, request);
    return connectionOf(page, after, { position: ({ proposal }) => proposal.number, node: toProposal });
  }

  @Requires('proposals:create')
  @Mutation(() => ProposalType, {
    description:
      'Writes a proposal as a draft. Needs proposals:create. Error codes: PROPOSAL_INVALID, CHANGE_INVALID, ' +
      `TOO_MANY_PROPOSALS, ${codesOfChanges}.`,
  })
  async createProposal(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => CreateProposalInput, { description: 'The proposal.' }) input: CreateProposalInput,
  ): Promise<ProposalType> {
    return toProposal(await createProposal(this.services, context, toDraft(input)));
  }

  @Requires('proposals:create')
  @Mutation(() => ProposalType, {
    description:
      "Puts one's draft to the vote; nothing of it changes from then on. Needs proposals:create. Error codes: " +
      `PROPOSAL_NOT_FOUND, NOT_AUTHOR, PROPOSAL_STATE, NO_VOTERS, ${codesOfChanges}.`,
  })
  async submitProposal(
    @Ctx() context: SubgraphContext,
    @Arg('id', () => ID, { description: 'The draft.' }) id: string,
  ): Promise<ProposalType> {
    return toProposal(await submitProposal(this.services, context, id));
  }

  @Requires('proposals:create')
  @Mutation(() => ProposalType, {
    description:
      'Takes a proposal back for good: its author before the vote starts, who holds proposals:manage until it takes ' +
      'effect. Needs proposals:create. Error codes: PROPOSAL_NOT_FOUND, PROPOSAL_STATE.',
  })
  async cancelProposal(
    @Ctx() context: SubgraphContext,
    @Arg('id', () => ID, { description: 'The proposal.' }) id: string,
  ): Promise<ProposalType> {
    return toProposal(await cancelProposal(this.services, context, id));
  }

  @FieldResolver(() => [ProposedChangeType], { description: 'What it changes, if it passes.' })
  async changes(@Root() { standing }: ProposalType): Promise<readonly ProposedChangeType[]> {
    const { changes } = standing.proposal;
    const summaries = await summariesOf(this.services, standing.proposal);
    return changes.map((change, index) => ({
      type: change.type,
      summary: summaries[index] ?? '',
      json: JSON.stringify(change),
    }));
  }

  @FieldResolver(() => OwnVoteType, {
    nullable: true,
    description:
      "What becomes of the reader's own vote; null when they are not on the roll, or there is none yet.",
  })
  async myVote(
    @Root() { standing }: ProposalType,
    @Ctx() context: SubgraphContext,
  ): Promise<OwnVoteType | null> {
    const vote = await ownVote(this.services, context, standing.proposal);
    return vote === null ? null : toOwnVote(vote);
  }

  @FieldResolver(() => BallotConnection, {
    description: 'The ballots, in the order they were cast; none while they are secret.',
  })
  async ballots(
    @Root() { standing }: ProposalType,
    @Ctx() context: SubgraphContext,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ): Promise<BallotConnection> {
    const page = await listBallots(this.services, context, { standing, ...pageRequest(first, after) });
    return connectionOf(page, after, { position: ({ place }) => place, node: toBallot });
  }
}
