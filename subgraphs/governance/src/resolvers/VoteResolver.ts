import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { delegateVote, endDelegation } from '../operations/delegations/delegateVote.js';
import { listDelegations } from '../operations/delegations/listDelegations.js';
import { BallotBox } from '../operations/proposals/BallotBox.js';
import { castBallot } from '../operations/proposals/castBallot.js';
import type { Services } from '../operations/Services.js';
import { toBallotContent, toScope } from './fromInputs.js';
import { toDelegation } from './toProposal.js';
import { BallotReceiptType, DelegationType, OwnDelegationsType } from './types/ProposalTypes.js';
import { CastBallotInput, DelegationScopeInput } from './types/ProposalInputs.js';

@Resolver()
export class VoteResolver {
  readonly #ballots: BallotBox;

  constructor(private readonly services: Services) {
    this.#ballots = new BallotBox(services);
  }

  @Requires('proposals:vote')
  @Mutation(() => BallotReceiptType, {
    description:
      "Casts the caller's ballot, once and for good; answers when it is durable. Needs proposals:vote. Error codes: " +
      'VOTER_MUST_BE_PERSON, PROPOSAL_NOT_FOUND, VOTE_NOT_OPEN, NOT_ON_ROLL, ALREADY_VOTED, BALLOT_INVALID, TOO_MANY_BALLOTS.',
  })
  async castBallot(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => CastBallotInput, { description: 'The ballot.' }) input: CastBallotInput,
  ): Promise<BallotReceiptType> {
    const wanted = { proposalId: input.proposalId, ballot: toBallotContent(input) };
    const { place, hash, castAt } = await castBallot(
      { ...this.services, ballots: this.#ballots },
      context,
      wanted,
    );
    return { place, hash, castAt: new Date(castAt) };
  }

  @Requires('proposals:read')
  @Query(() => OwnDelegationsType, {
    description: 'Who votes for the caller, and for whom the caller votes. Needs proposals:read.',
  })
  async myDelegations(@Ctx() context: SubgraphContext): Promise<OwnDelegationsType> {
    const { given, received } = await listDelegations(this.services, context);
    return { given: given.map(toDelegation), received: received.map(toDelegation) };
  }

  @Requires('proposals:vote')
  @Mutation(() => DelegationType, {
    description:
      'Lets another member vote for the caller for a year, wherever the caller does not vote; votes that have started go by ' +
      'what was given before. Needs proposals:vote. Error codes: VOTER_MUST_BE_PERSON, DELEGATE_INVALID, TOPIC_INVALID, ' +
      'SCOPE_INVALID, PROPOSAL_NOT_FOUND, TOO_MANY_DELEGATIONS.',
  })
  async delegateVote(
    @Ctx() context: SubgraphContext,
    @Arg('to', () => ID, { description: 'The person who votes.' }) to: string,
    @Arg('scope', () => DelegationScopeInput, {
      nullable: true,
      description: 'What for; absent: for everything.',
    })
    scope?: DelegationScopeInput | null,
  ): Promise<DelegationType> {
    return toDelegation(await delegateVote(this.services, context, { to, scope: toScope(scope) }));
  }

  @Requires('proposals:vote')
  @Mutation(() => ID, {
    nullable: true,
    description:
      "Ends the caller's delegation; answers whom it was given to, or null when there was none. Needs proposals:vote. " +
      'Error codes: SCOPE_INVALID.',
  })
  async endDelegation(
    @Ctx() context: SubgraphContext,
    @Arg('scope', () => DelegationScopeInput, {
      nullable: true,
      description: 'What for; absent: for everything.',
    })
    scope?: DelegationScopeInput | null,
  ): Promise<string | null> {
    return endDelegation(this.services, context, toScope(scope));
  }
}
